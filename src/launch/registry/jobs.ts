import { rmSync } from "node:fs";
import { RanksError } from "../../errors.ts";
import { Contact } from "./contact.ts";
import { entriesOf, objection, places, vacate } from "./directory.ts";
import type { Entry } from "./directory.ts";
import type { JobDescription } from "./protocol.ts";

/** How long a launcher may take to answer. */
export const ANSWER_MS = 2000;

export interface RunningJob extends Entry {
  /** Undefined when its launcher does not answer, such as when it is stopped. */
  readonly description: JobDescription | undefined;
}

export interface JobList {
  /** By age. */
  readonly jobs: readonly RunningJob[];
  /** Places that were left out, and why. */
  readonly complaints: readonly string[];
}

/** The jobs of this user on this host. What launchers that were killed have left behind is removed. */
export async function findJobs(): Promise<JobList> {
  const all = places();
  const complaints = all.map(objection).filter((wrong) => wrong !== undefined);
  const jobs: RunningJob[] = [];
  for (const place of all.filter((one) => objection(one) === undefined)) {
    const found = await Promise.all(entriesOf(place).map(look));
    jobs.push(...found.filter((job) => job !== undefined));
    vacate(place);
  }
  return { jobs: jobs.sort(byAge), complaints };
}

/** The one job whose id begins so; without a beginning the only one there is. */
export async function findJob(beginning: string | undefined): Promise<RunningJob> {
  if (beginning === "")
    throw new RanksError("ERR_RANKS_USAGE", "the job's id is empty; `ranks ps` shows ids");
  const { jobs, complaints } = await findJobs();
  const fitting = jobs.filter(({ job }) => job.startsWith(beginning ?? ""));
  if (fitting.length === 1) return fitting[0];
  const begun = beginning === undefined ? "" : ` whose id begins with ${beginning}`;
  const fact =
    fitting.length === 0
      ? `no job of yours${begun} runs here; \`ranks ps\` lists those that do`
      : `${fitting.length} jobs of yours${begun} run here; name one of them: ${fitting.map(({ job }) => job).join(", ")}`;
  throw new RanksError("ERR_RANKS_USAGE", [fact, ...complaints].join("\n  "));
}

export function silence({ job, pid }: RunningJob): RanksError {
  const remedy = `if it is stopped, continue it by kill -CONT ${pid}; otherwise end it by kill -KILL ${pid}`;
  return new RanksError("ERR_RANKS_TIMEOUT", `the launcher of job ${job} does not answer; ${remedy}`);
}

export function over({ job }: RunningJob, cause?: unknown): RanksError {
  return new RanksError("ERR_RANKS_USAGE", `job ${job} has just ended; there is nothing left to do`, {
    cause,
  });
}

/** A connection to the job's launcher. */
export async function contact(job: RunningJob): Promise<Contact> {
  try {
    return await Contact.open(job.socket);
  } catch (cause) {
    throw over(job, cause);
  }
}

async function look(entry: Entry): Promise<RunningJob | undefined> {
  let launcher: Contact;
  try {
    launcher = await Contact.open(entry.socket);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A launcher that is there has just not come so far as to listen.
    if (code === "ECONNREFUSED" && !isThere(entry.pid)) rmSync(entry.socket, { force: true });
    return undefined;
  }
  const description = await launcher.ask({ type: "describe" }, ANSWER_MS);
  const ended = !launcher.open;
  launcher.close();
  return ended ? undefined : { ...entry, description };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function byAge(a: RunningJob, b: RunningJob): number {
  return (a.description?.since ?? "").localeCompare(b.description?.since ?? "");
}

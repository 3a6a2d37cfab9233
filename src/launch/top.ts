import { setTimeout as sleep } from "node:timers/promises";
import { readableTime } from "./local-time.ts";
import { Observer } from "./observation.ts";
import type { Observation } from "./observation.ts";
import { ANSWER_MS, contact, findJob, over, silence } from "./registry/jobs.ts";
import { nameOfHost } from "./registry/protocol.ts";
import type { JobDescription } from "./registry/protocol.ts";
import { keepShowing } from "./screen.ts";
import { table } from "../drawing/table.ts";
import type { Cell } from "../drawing/table.ts";

const HEAD = ["rank", "host", "pid", "cpu %", "memory MiB", "waits for"];
/** Between the two looks that a single table needs to tell how busy processors are. */
const INTERVAL_MS = 500;

/** Shows the processes of a job, on a terminal again and again. */
export async function top(beginning: string | undefined, json: boolean): Promise<void> {
  const job = await findJob(beginning);
  const { description } = job;
  if (description === undefined) throw silence(job);
  const launcher = await contact(job);
  const observer = new Observer();
  const look = async (): Promise<Observation[] | undefined> => {
    const processes = await launcher.ask({ type: "state" }, ANSWER_MS);
    if (processes === undefined && launcher.open) throw silence(job);
    return processes?.map((one) => observer.observe(one));
  };
  try {
    if (!json && process.stdout.isTTY) {
      const ended = await keepShowing(async () => {
        const processes = await look();
        return processes && page(description, processes);
      });
      if (ended) console.log(`job ${job.job} has ended`);
      return;
    }
    await look();
    await sleep(INTERVAL_MS);
    const processes = await look();
    if (processes === undefined) throw over(job);
    console.log(json ? JSON.stringify({ ...description, processes }) : page(description, processes));
  } finally {
    launcher.close();
  }
}

function page({ job, size, since, program }: JobDescription, processes: readonly Observation[]): string {
  const rows = processes.flatMap(rowsOf).sort((a, b) => Number(a[0]) - Number(b[0]));
  return `job ${job}, ${size} ranks, since ${readableTime(since)}: ${program}\n\n${table(HEAD, rows)}`;
}

/** What a process has used stands at the first of its ranks. */
function rowsOf({ host, pid, cpuPercent, rssBytes, ranks }: Observation): Cell[][] {
  return ranks.map(({ rank, waitsFor }, index) => {
    const common = [rank, nameOfHost(host), pid ?? "?"];
    if (cpuPercent === null || rssBytes === null) return [...common, "", "", "(does not answer)"];
    const used = index === 0 ? [Math.round(cpuPercent), Math.round(rssBytes / 2 ** 20)] : ["", ""];
    return [...common, ...used, waitsFor ?? ""];
  });
}

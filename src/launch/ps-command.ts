import { Command } from "commander";
import { readableTime } from "./local-time.ts";
import { findJobs } from "./registry/jobs.ts";
import type { RunningJob } from "./registry/jobs.ts";
import { nameOfHost } from "./registry/protocol.ts";
import type { Cell } from "../drawing/table.ts";

const HEAD = ["job", "pid", "ranks", "hosts", "since", "program"];
const SOME_HOSTS = 3;

/** `ranks ps`: the jobs of this user on this host. */
export function psCommand(): Command {
  return new Command("ps")
    .description("list your running jobs that were started on this host")
    .option("--json", "as JSON")
    .action(ps);
}

async function ps({ json }: { readonly json?: true }): Promise<void> {
  const { jobs, complaints } = await findJobs();
  for (const complaint of complaints) console.error(`ranks: left out: ${complaint}`);
  if (json) console.log(JSON.stringify(jobs.map(({ job, pid, description }) => description ?? { job, pid })));
  else if (jobs.length > 0) {
    // Not for every other command to load.
    const { table } = await import("../drawing/table.ts");
    console.log(table(HEAD, jobs.map(row)));
  }
}

function row({ job, pid, description }: RunningJob): Cell[] {
  if (description === undefined) return [job, pid, "", "", "", "(the launcher does not answer)"];
  const { size, hosts, since, program } = description;
  const names = hosts.slice(0, SOME_HOSTS).map(nameOfHost);
  const more = hosts.length > SOME_HOSTS ? [`${hosts.length - SOME_HOSTS} more`] : [];
  return [job, pid, size, [...names, ...more].join(", "), readableTime(since), program];
}

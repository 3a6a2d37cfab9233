import { checkOptions } from "./options.ts";
import type { LaunchOptions } from "./options.ts";
import { formatNumbers } from "./placement/number-list.ts";
import type { Host } from "./placement/placement.ts";
import { resolvePlan } from "./plan.ts";
import type { JobPlan } from "./plan.ts";
import { table } from "../drawing/table.ts";

/** Prints which rank would run where, and starts nothing. */
export function dryRun(options: LaunchOptions, json: boolean): void {
  checkOptions(options);
  const plan = resolvePlan(options);
  if (json) {
    const { size, placement, programs, warnings } = plan;
    console.log(JSON.stringify({ size, ...placement, programs, warnings }));
    return;
  }
  for (const warning of plan.warnings) console.error(`ranks: ${warning}`);
  console.log(planTable(plan));
}

function planTable({ placement: { hosts, processes }, programs, threads }: JobPlan): string {
  const rows = processes.map(({ host, program, ranks, cores }) => [
    formatNumbers(ranks),
    nameOf(hosts[host]),
    threads || ranks.length > 1 ? "threads" : "process",
    cores === undefined ? "any" : formatNumbers(cores),
    [programs[program].program, ...programs[program].argv].join(" "),
  ]);
  return table(["ranks", "host", "runs as", "processors", "program"], rows);
}

function nameOf({ name, user }: Host): string {
  return user === undefined ? name : `${user}@${name}`;
}

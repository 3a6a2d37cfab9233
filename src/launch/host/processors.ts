import { readFileSync } from "node:fs";
import { parseNumbers } from "../placement/number-list.ts";
import type { HostTask } from "./host-task.ts";

/**
 * The task with the numbers of this host's processors in place of the plan's, which count only those that we may use. Where these
 * are too few, no process is bound: some would share a processor while others lie idle. `warn` then hears of it.
 */
export function withProcessors(task: HostTask, warn: (text: string) => void): HostTask {
  const wanted = task.processes.flatMap(({ cores = [] }) => cores);
  if (wanted.length === 0) return task;
  const allowed = allowedProcessors();
  const last = wanted.reduce((a, b) => Math.max(a, b));
  const enough = last < allowed.length;
  if (!enough)
    warn(`${last + 1} processors are asked for, and ${allowed.length} are there: no rank is bound`);
  return {
    ...task,
    processes: task.processes.map(({ cores, ...rest }) => ({
      ...rest,
      ...(enough && cores && { cores: cores.map((place) => allowed[place]) }),
    })),
  };
}

/** Empty where the system doesn't say. */
function allowedProcessors(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "latin1"));
    return parseNumbers(list?.[1] ?? "") ?? [];
  } catch {
    return [];
  }
}

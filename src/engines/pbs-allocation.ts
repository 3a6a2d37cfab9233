import { gatherHosts, readWords } from "./allocation.ts";
import type { Allocation, ReadFile } from "./allocation.ts";
import type { Environment } from "./clues.ts";

/**
 * PBS and Torque: a line of the file for each slot. Their remote start (pbs_tmrsh, pbsdsh) writes a task's output to the job's
 * own file and gives it no input (pbs_tmrsh(8B)), so ssh has to do.
 */
export function pbsAllocation(env: Environment, readFile: ReadFile): Allocation | undefined {
  const path = env.PBS_NODEFILE;
  if (!env.PBS_JOBID || !path) return undefined;
  return {
    engine: "PBS",
    hosts: gatherHosts(
      `PBS_NODEFILE=${path}`,
      readWords("PBS_NODEFILE", path, readFile).map(([name]) => [name, 1] as const),
    ),
  };
}

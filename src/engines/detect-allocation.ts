import type { Allocation, ReadFile } from "./allocation.ts";
import type { Environment } from "./clues.ts";
import { lsfAllocation } from "./lsf-allocation.ts";
import { pbsAllocation } from "./pbs-allocation.ts";
import { sgeAllocation } from "./sge-allocation.ts";
import { slurmAllocation } from "./slurm-allocation.ts";

const SYSTEMS = [slurmAllocation, pbsAllocation, sgeAllocation, lsfAllocation];

/**
 * The hosts that the environment says are there for a job, for a launcher whose user named none; undefined outside the jobs of
 * a batch system. ERR_RANKS_ENVIRONMENT where what it says makes no sense.
 */
export function detectAllocation(env: Environment, readFile: ReadFile): Allocation | undefined {
  for (const detect of SYSTEMS) {
    const allocation = detect(env, readFile);
    if (allocation !== undefined) return allocation;
  }
  return undefined;
}

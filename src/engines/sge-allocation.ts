import { gatherHosts, readWords } from "./allocation.ts";
import type { Allocation, ReadFile } from "./allocation.ts";
import type { Environment } from "./clues.ts";

/** Grid Engine's parallel environments: lines of host, slots, queue, processors (sge_pe(5)); a host may have several queues. */
export function sgeAllocation(env: Environment, readFile: ReadFile): Allocation | undefined {
  const path = env.PE_HOSTFILE;
  if (!env.JOB_ID || !path) return undefined;
  return {
    engine: "Grid Engine",
    hosts: gatherHosts(
      `PE_HOSTFILE=${path}`,
      readWords("PE_HOSTFILE", path, readFile).map(([name, slots]) => [name, Number(slots)] as const),
    ),
    // A login shell reads the words, and plain ones say the same to it (MPICH starts its helpers so).
    remote: { words: ["qrsh", "-inherit", "{host}"], shell: false },
  };
}

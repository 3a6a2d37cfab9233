import { gatherHosts } from "./allocation.ts";
import type { Allocation } from "./allocation.ts";
import type { Environment } from "./clues.ts";

/** LSF: `host slots host slots ...`, or, for jobs of few hosts, each host as often as it has slots. */
export function lsfAllocation(env: Environment): Allocation | undefined {
  if (!env.LSB_JOBID) return undefined;
  const pairs = words(env.LSB_MCPU_HOSTS);
  const single = words(env.LSB_HOSTS);
  if (pairs.length === 0 && single.length === 0) return undefined;
  return {
    engine: "LSF",
    hosts:
      pairs.length > 0
        ? gatherHosts(`LSB_MCPU_HOSTS=${env.LSB_MCPU_HOSTS!}`, inPairs(pairs))
        : gatherHosts(
            `LSB_HOSTS=${env.LSB_HOSTS!}`,
            single.map((name) => [name, 1] as const),
          ),
    // Plain words say the same to a shell and without one (MPICH starts its helpers so).
    remote: { words: ["blaunch", "{host}"], shell: false },
  };
}

function words(text = ""): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function* inPairs(list: readonly string[]): Generator<readonly [string, number]> {
  for (let i = 0; i < list.length; i += 2) yield [list[i], Number(list[i + 1])];
}

import type { PlacedProcess } from "./placement.ts";
import type { PlanRequest } from "./plan.ts";

/**
 * Gives processes their processors: those that were named for their ranks; where none were and `core` was asked for, the next of
 * the host that nobody named, one a rank.
 */
export function bindProcesses(
  processes: readonly PlacedProcess[],
  { ranks, bindTo }: PlanRequest,
): PlacedProcess[] {
  const coresOf = new Map(ranks.map(({ rank, cores = [] }) => [rank, cores]));
  const named = (process: PlacedProcess): number[] => [
    ...new Set(process.ranks.flatMap((rank) => coresOf.get(rank) ?? [])),
  ];
  const taken = new Map<number, Set<number>>();
  for (const process of processes)
    taken.set(process.host, new Set([...(taken.get(process.host) ?? []), ...named(process)]));

  return processes.map((process) => {
    const own = named(process).sort((a, b) => a - b);
    if (own.length > 0) return { ...process, cores: own };
    if (bindTo === "none") return process;
    return { ...process, cores: process.ranks.map(() => takeNext(taken.get(process.host)!)) };
  });
}

function takeNext(taken: Set<number>): number {
  let core = 0;
  while (taken.has(core)) core++;
  taken.add(core);
  return core;
}

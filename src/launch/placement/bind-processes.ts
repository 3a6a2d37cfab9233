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
  const free = new Map<number, FreeProcessors>();
  for (const process of processes) {
    const own = free.get(process.host) ?? new FreeProcessors();
    free.set(process.host, own);
    own.take(named(process));
  }
  return processes.map((process) => {
    const own = named(process).sort((a, b) => a - b);
    if (own.length > 0) return { ...process, cores: own };
    if (bindTo === "none") return process;
    return { ...process, cores: process.ranks.map(() => free.get(process.host)!.next()) };
  });
}

/** The processors of a host that nobody has, from the first. */
class FreeProcessors {
  readonly #taken = new Set<number>();
  #next = 0;

  take(cores: readonly number[]): void {
    for (const core of cores) this.#taken.add(core);
  }

  next(): number {
    while (this.#taken.has(this.#next)) this.#next++;
    return this.#next++;
  }
}

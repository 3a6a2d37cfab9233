import type { PlacedProcess } from "./placement.ts";

/** Ranks of one program on one host, in groups of at most `most`: the processes, in the order of their first ranks. */
export function groupRanks(
  hostOf: readonly number[],
  programOf: readonly number[],
  most: number,
): PlacedProcess[] {
  const processes: { host: number; program: number; ranks: number[] }[] = [];
  const open = new Map<string, number[]>();
  hostOf.forEach((host, rank) => {
    const program = programOf[rank];
    const key = `${host} ${program}`;
    const ranks = open.get(key);
    if (ranks !== undefined && ranks.length < most) {
      ranks.push(rank);
      return;
    }
    const process = { host, program, ranks: [rank] };
    open.set(key, process.ranks);
    processes.push(process);
  });
  return processes;
}

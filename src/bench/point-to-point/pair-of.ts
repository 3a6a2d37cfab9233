import type { Communicator } from "../../index.ts";

export interface Pair {
  readonly peer: number;
  /** Whether this rank is the one that begins. */
  readonly first: boolean;
}

/** Rank i talks to rank i + `pairs`; undefined for those that are left over. */
export function pairOf(world: Communicator, pairs: number): Pair | undefined {
  const { rank } = world;
  if (rank < pairs) return { peer: rank + pairs, first: true };
  if (rank < 2 * pairs) return { peer: rank - pairs, first: false };
  return undefined;
}

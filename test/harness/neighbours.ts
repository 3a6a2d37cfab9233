import type { Communicator } from "ranks";

/** Everybody passes something on to the next rank; the last to the first. */
export function neighbours({ rank, size }: Communicator): { next: number; previous: number } {
  return { next: (rank + 1) % size, previous: (rank - 1 + size) % size };
}

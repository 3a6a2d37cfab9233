import type { Peers, Schedule } from "./peers.ts";

const EMPTY = new Uint8Array(0);

/**
 * Dissemination barrier (Hensgen, Finkel, Manber 1988): in round k everybody tells the rank 2^k further on.
 * Cost: ceil(lg p) rounds of one empty message.
 */
export function* barrier(p: Peers): Schedule<void> {
  const { rank, size } = p;
  for (let distance = 1; distance < size; distance <<= 1) {
    yield [p.irecv((rank - distance + size) % size, EMPTY), p.isend(EMPTY, (rank + distance) % size)];
  }
}

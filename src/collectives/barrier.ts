import { choose } from "./choose.ts";
import type { Peers, Schedule } from "./peers.ts";

const EMPTY = new Uint8Array(0);

export function barrier(p: Peers): Schedule<void> {
  return choose.barrier(p.size) === "central" ? central(p) : dissemination(p);
}

/**
 * Everybody tells rank 0, and rank 0 everybody. Cost: 2 (p - 1) empty messages at rank 0, but nobody else waits more than once,
 * which counts where ranks share processors.
 */
function* central(p: Peers): Schedule<void> {
  const others = Array.from({ length: p.size - 1 }, (_, i) => i + 1);
  if (p.rank === 0) {
    yield others.map((rank) => p.irecv(rank, EMPTY));
    yield others.map((rank) => p.isend(EMPTY, rank));
  } else {
    yield [p.irecv(0, EMPTY), p.isend(EMPTY, 0)];
  }
}

/**
 * Dissemination barrier (Hensgen, Finkel, Manber 1988): in round k everybody tells the rank 2^k further on.
 * Cost: ceil(lg p) rounds of one empty message.
 */
function* dissemination(p: Peers): Schedule<void> {
  const { rank, size } = p;
  for (let distance = 1; distance < size; distance <<= 1) {
    yield [p.irecv((rank - distance + size) % size, EMPTY), p.isend(EMPTY, (rank + distance) % size)];
  }
}

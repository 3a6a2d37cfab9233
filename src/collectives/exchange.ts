import type { Request } from "../progress/request.ts";
import type { Peers, Schedule } from "./peers.ts";

/**
 * Every rank sends to and receives from every other; in step i it sends to the rank i further on. `atOnce` steps are in flight
 * together: with one it is the pairwise exchange, with p - 1 the scattered one (MPICH, Open MPI). Gives the receives by source.
 * Cost: (p - 1) (a + m b), and about (p - 1) / atOnce times the latency instead where many are in flight.
 */
export function* exchange(
  p: Peers,
  atOnce: number,
  outgoing: (dest: number) => unknown,
  room: (source: number) => unknown,
): Schedule<Request<unknown>[]> {
  const { rank, size } = p;
  const receives: Request<unknown>[] = [];
  let inFlight: Request<unknown>[] = [];
  for (let step = 1; step < size; step++) {
    const source = (rank - step + size) % size;
    const dest = (rank + step) % size;
    receives[source] = p.irecv(source, room(source));
    inFlight.push(receives[source], p.isend(outgoing(dest), dest));
    if (inFlight.length >= 2 * atOnce) {
      yield inFlight;
      inFlight = [];
    }
  }
  if (inFlight.length > 0) yield inFlight;
  return receives;
}

/** What came, in rank order, with this rank's own piece in its place. */
export function listOf<T>(p: Peers, receives: readonly Request<unknown>[], own: T): T[] {
  return Array.from({ length: p.size }, (_, rank) => (rank === p.rank ? own : (receives[rank].wait() as T)));
}

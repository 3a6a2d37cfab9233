import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function scan<T>(p: Peers, value: T, op: Op, into?: T): Schedule<T> {
  return distanceDoubling(p, new Combining(op, value, into).separated());
}

/**
 * Hillis and Steele (1986): before the round of distance d a rank has combined the d ranks that end with itself. In rank order.
 * Cost: ceil(lg p) (a + m b + m c).
 */
function* distanceDoubling<T>(p: Peers, combining: Combining<T>): Schedule<T> {
  const { rank, size } = p;
  let mine = combining.value;
  for (let distance = 1; distance <= rank || rank + distance < size; distance <<= 1) {
    const below = distance <= rank ? p.irecv(rank - distance, combining.scratch) : undefined;
    const above = rank + distance < size ? p.isend(mine, rank + distance) : undefined;
    yield [below, above].filter((request) => request !== undefined);
    if (below !== undefined) mine = combining.join(combining.received(below), mine);
  }
  return Object.is(mine, combining.value) ? yield* combining.unchanged(p) : combining.answer(mine);
}

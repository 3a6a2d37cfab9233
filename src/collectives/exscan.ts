import type { TypedArray } from "../wire/element.ts";
import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function exscan<T>(p: Peers, value: T, op: Op, into?: T): Schedule<T | undefined> {
  return distanceDoubling(p, new Combining(op, value, into).separated());
}

/**
 * As scan (Hillis and Steele 1986), with a second accumulator that leaves the rank's own value out. In rank order.
 * Cost: ceil(lg p) (a + m b + 2 m c).
 */
function* distanceDoubling<T>(p: Peers, combining: Combining<T>): Schedule<T | undefined> {
  const { rank, size } = p;
  let mine = combining.value;
  let carry: T | undefined;
  let before: T | undefined;
  for (let distance = 1; distance <= rank || rank + distance < size; distance <<= 1) {
    const below = distance <= rank ? p.irecv(rank - distance, combining.scratch) : undefined;
    const above = rank + distance < size ? p.isend(mine, rank + distance) : undefined;
    yield [below, above].filter((request) => request !== undefined);
    if (below === undefined) continue;
    const theirs = combining.received(below);
    // First what goes on to others: in place, the answer takes the memory of the rank's own value.
    if (rank + 2 * distance < size) mine = combining.join(theirs, mine, (carry ??= combining.room()));
    before = before === undefined ? keep(theirs, combining.result) : combining.join(theirs, before);
  }
  return before === undefined ? undefined : combining.answer(before);
}

/** The scratch array that held an operand is used again in the next round. */
function keep<T>(operand: T, room: T | undefined): T {
  if (room === undefined) return operand;
  (room as TypedArray).set(operand as never);
  return room;
}

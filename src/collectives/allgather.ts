import type { TypedArray } from "../wire/element.ts";
import { isTypedArray } from "./array-kind.ts";
import { choose } from "./choose.ts";
import { exchange, listOf } from "./exchange.ts";
import { copyOf } from "./fresh.ts";
import { incoming, requireCounts } from "./incoming.ts";
import type { Pieces } from "./incoming.ts";
import { piece } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Peers, Schedule } from "./peers.ts";

/**
 * Everybody sends its piece to everybody: pieces may differ in kind and length, so nobody could forward several as one.
 * Cost: see exchange.
 */
export function allgather<T>(p: Peers, value: T, pieces: Pieces = {}): Schedule<T[] | TypedArray> {
  const { into } = pieces;
  return into === undefined ? collect(p, value) : lay(p, value, into, incoming(p, value, into, pieces));
}

function* collect<T>(p: Peers, value: T): Schedule<T[]> {
  const bytes = isTypedArray(value) ? value.byteLength : 0;
  const receives = yield* exchange(
    p,
    choose.exchange(bytes),
    () => value,
    () => undefined,
  );
  return listOf(p, receives, yield* copyOf(p, value));
}

function* lay(p: Peers, value: unknown, into: TypedArray, layout: Layout): Schedule<TypedArray> {
  const own = piece(into, layout, p.rank);
  if (value !== into) own.set(value as never);
  const receives = yield* exchange(
    p,
    choose.exchange(own.byteLength),
    () => own,
    (source) => piece(into, layout, source),
  );
  requireCounts(p.rank, receives, layout);
  return into;
}

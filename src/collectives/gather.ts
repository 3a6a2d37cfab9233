import type { TypedArray } from "../wire/element.ts";
import { copyOf } from "./fresh.ts";
import { incoming, requireCounts } from "./incoming.ts";
import type { Pieces } from "./incoming.ts";
import { piece } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Peers, Schedule } from "./peers.ts";

/** Linear: pieces may differ in kind and length, which only their owners know. Cost: (p - 1) a + (p - 1) m b at the root. */
export function gather<T>(
  p: Peers,
  value: T,
  root: number,
  pieces: Pieces = {},
): Schedule<T[] | TypedArray | undefined> {
  if (p.rank !== root) return give(p, value, root);
  const { into } = pieces;
  return into === undefined ? collect(p, value) : lay(p, value, into, incoming(p, value, into, pieces));
}

function* give(p: Peers, value: unknown, root: number): Schedule<undefined> {
  yield [p.isend(value, root)];
  return undefined;
}

function* collect<T>(p: Peers, value: T): Schedule<T[]> {
  const arriving = Array.from({ length: p.size }, (_, rank) =>
    rank === p.rank ? undefined : p.irecv<T>(rank),
  );
  const own = yield* copyOf(p, value);
  if (p.size > 1) yield arriving.filter((request) => request !== undefined);
  return arriving.map((request) => (request === undefined ? own : request.wait()));
}

function* lay(p: Peers, value: unknown, into: TypedArray, layout: Layout): Schedule<TypedArray> {
  if (value !== into) into.set(value as never, layout.displs[p.rank]);
  const arriving = Array.from({ length: p.size }, (_, rank) =>
    rank === p.rank ? undefined : p.irecv(rank, piece(into, layout, rank)),
  );
  if (p.size > 1) yield arriving.filter((request) => request !== undefined);
  requireCounts(p.rank, arriving, layout);
  return into;
}

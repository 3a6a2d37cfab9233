import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";
import { isTypedArray } from "./array-kind.ts";
import { choose } from "./choose.ts";
import { exchange, listOf } from "./exchange.ts";
import { apart, copyOf } from "./fresh.ts";
import { requireCount, requireCounts } from "./incoming.ts";
import type { Pieces } from "./incoming.ts";
import { equalBlocks, extent, piece, stated } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Peers, Schedule } from "./peers.ts";
import { requireKind, requireRoom, requireTypedArray } from "./room.ts";
import { outgoing } from "./scatter.ts";

export interface Exchanging extends Pieces {
  readonly sendCounts?: readonly number[];
  readonly sendDispls?: readonly number[];
}

/** Cost: see exchange. In place, the rank's own array is copied first. */
export function alltoall<T>(
  p: Peers,
  values: readonly T[] | TypedArray,
  options: Exchanging = {},
): Schedule<T[] | TypedArray> {
  const { into } = options;
  const inPlace = into !== undefined && (into as unknown) === values;
  const pieceFor = outgoing<T>(
    into === undefined ? values : steady(values, into),
    p.size,
    [
      options.sendCounts ?? (inPlace ? options.counts : undefined),
      options.sendDispls ?? (inPlace ? options.displs : undefined),
    ],
    ["sendCounts", "sendDispls"],
  );
  if (into === undefined) return collect(p, pieceFor);

  requireTypedArray("`into`", into);
  const own = pieceFor(p.rank);
  requireKind(own, into);
  const layout =
    stated(options.counts, options.displs, p.size) ?? equalBlocks(commonCount(p.size, pieceFor), p.size);
  requireRoom(into, extent(layout));
  requireCount(p.rank, (own as TypedArray).length, layout.counts[p.rank]);
  return lay(p, pieceFor, into, layout);
}

/** What is sent must not change while answers arrive. */
function steady(values: unknown, into: TypedArray): unknown {
  if (Array.isArray(values)) return values.map((value: unknown) => apart(value, into));
  return apart(values, into);
}

/** How long each piece is that comes, where the caller has not said so: as long as those that go. */
function commonCount(size: number, pieceFor: (rank: number) => unknown): number {
  const lengths = new Set(
    Array.from({ length: size }, (_, rank) => {
      const going = pieceFor(rank);
      return isTypedArray(going) ? going.length : -1;
    }),
  );
  const [count] = lengths;
  if (lengths.size === 1 && count >= 0) return count;
  throw new RanksError(
    "ERR_RANKS_USAGE",
    "the pieces are not equal arrays, so nothing tells how long those are that come; pass counts, or leave `into` out",
  );
}

function* collect<T>(p: Peers, pieceFor: (rank: number) => T): Schedule<T[]> {
  const own = pieceFor(p.rank);
  const receives = yield* exchange(p, choose.exchange(bytesOf(own)), pieceFor, () => undefined);
  return listOf(p, receives, yield* copyOf(p, own));
}

function* lay(
  p: Peers,
  pieceFor: (rank: number) => unknown,
  into: TypedArray,
  layout: Layout,
): Schedule<TypedArray> {
  const own = pieceFor(p.rank) as TypedArray;
  const receives = yield* exchange(p, choose.exchange(own.byteLength), pieceFor, (source) =>
    piece(into, layout, source),
  );
  into.set(own as never, layout.displs[p.rank]);
  requireCounts(p.rank, receives, layout);
  return into;
}

function bytesOf(value: unknown): number {
  return isTypedArray(value) ? value.byteLength : 0;
}

import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";
import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import { copyOfArray, freshArray } from "./fresh.ts";
import { divided, piece, stated } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";
import { requireKind, requireRoom, requireTypedArray } from "./room.ts";

export interface Sharing<A> {
  readonly into?: A;
  readonly counts?: readonly number[];
}

export function reduceScatter<A extends TypedArray>(
  p: Peers,
  value: A,
  op: Op,
  options: Sharing<A> = {},
): Schedule<A> {
  requireTypedArray("the value", value);
  const combining = new Combining<TypedArray>(op, value, undefined);
  const layout = stated(options.counts, undefined, p.size) ?? divided("the array", value, p.size);
  const total = layout.counts.reduce((sum, count) => sum + count, 0);
  if (total !== value.length) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `counts add up to ${total} and the array has ${value.length} elements; share out all of it`,
    );
  }
  const count = layout.counts[p.rank];
  if (options.into !== undefined) {
    requireKind(value, options.into);
    requireRoom(options.into, count);
  }
  return pairwise(p, combining, layout, options.into) as Schedule<A>;
}

/**
 * Pairwise exchange (Thakur, Rabenseifner, Gropp 2005): each rank gets its block of every other, from the rank before it
 * downwards and then from the last downwards. Blocks from below and from above are combined apart, each next one on the left,
 * so that the operands of all are in rank order. Small blocks come all at once.
 * Cost: (p - 1) a + (p - 1) / p (m b + m c).
 */
function* pairwise(
  p: Peers,
  combining: Combining<TypedArray>,
  layout: Layout,
  into: TypedArray | undefined,
): Schedule<TypedArray> {
  const { rank, size } = p;
  const { value, kind } = combining;
  const kernel = combining.kernel!;
  const n = layout.counts[rank];
  const own = piece(value, layout, rank);
  const atOnce = choose.reduceScatter(size, combining.bytes);
  const room = Array.from({ length: atOnce }, () => freshArray(kind, n));
  let below = own;
  let belowRoom: TypedArray | undefined;
  let above: TypedArray | undefined;

  for (let step = 1; step < size; step += atOnce) {
    const receives = [];
    const sends = [];
    const last = Math.min(step + atOnce, size);
    for (let i = step; i < last; i++) {
      const dest = (rank + i) % size;
      receives.push(p.irecv((rank - i + size) % size, room[i - step]));
      sends.push(p.isend(piece(value, layout, dest), dest));
    }
    yield [...receives, ...sends];
    for (let i = step; i < last; i++) {
      const theirs = combining.received(receives[i - step], n);
      if (i <= rank) {
        belowRoom ??= freshArray(kind, n);
        kernel(belowRoom, theirs, below, n);
        below = belowRoom;
      } else if (above === undefined) {
        above = copyOfArray(kind, theirs);
      } else kernel(above, theirs, above, n);
    }
  }
  const answer = into === undefined ? freshArray(kind, n) : into;
  if (above === undefined) answer.set(below as never);
  else kernel(answer, below, above, n);
  return answer;
}

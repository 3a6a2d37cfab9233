import type { TypedArray } from "../wire/element.ts";
import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function allreduce<T>(p: Peers, value: T, op: Op, into?: T): Schedule<T> {
  const combining = new Combining(op, value, into);
  switch (choose.allreduce({ ranks: p.size, bytes: combining.bytes, commutative: combining.commutative })) {
    case "ring":
      return ring(p, combining);
    case "rabenseifner":
      return folded(p, combining, halvingAndDoubling);
    default:
      return folded(p, combining, recursiveDoubling);
  }
}

/** An algorithm for a power of two of ranks: `me` of `ranks`, of which `rankOf` gives the real rank. */
type Core<T> = (
  p: Peers,
  combining: Combining<T>,
  mine: T,
  me: number,
  ranks: number,
  rankOf: (place: number) => number,
) => Schedule<T>;

/**
 * Makes do where ranks are no power of two (Rabenseifner 2004): of the first ranks, the even ones hand their operand to the odd
 * neighbour above, stay out, and get the answer in the end. What the rest combine is still in rank order.
 * Cost: 2 (a + m b) + m c more than with a power of two.
 */
function* folded<T>(p: Peers, combining: Combining<T>, core: Core<T>): Schedule<T> {
  const { rank, size } = p;
  const ranks = 2 ** Math.floor(Math.log2(size));
  const pairs = size - ranks;
  const rankOf = (place: number): number => (place < pairs ? 2 * place + 1 : place + pairs);

  if (rank >= 2 * pairs) {
    const mine = yield* core(p, combining, combining.value, rank - pairs, ranks, rankOf);
    return yield* combining.answer(p, mine);
  }
  if (rank % 2 === 0) {
    yield [p.isend(combining.value, rank + 1)];
    const answer = p.irecv(rank + 1, combining.result);
    yield [answer];
    return yield* combining.answer(p, combining.received(answer));
  }
  const below = p.irecv(rank - 1, combining.scratch);
  yield [below];
  const pair = combining.join(combining.received(below), combining.value);
  const mine = yield* core(p, combining, pair, rank >> 1, ranks, rankOf);
  yield [p.isend(mine, rank - 1)];
  return yield* combining.answer(p, mine);
}

/**
 * Recursive doubling (Thakur, Rabenseifner, Gropp 2005): partners at distance 1, 2, 4 ... exchange what they have combined. Both
 * compute the same expression, the lower rank's operand left, so that all ranks get the same bits.
 * Cost: lg p (a + m b + m c).
 */
function* recursiveDoubling<T>(
  p: Peers,
  combining: Combining<T>,
  mine: T,
  me: number,
  ranks: number,
  rankOf: (place: number) => number,
): Schedule<T> {
  for (let distance = 1; distance < ranks; distance <<= 1) {
    const partner = rankOf(me ^ distance);
    const theirs = p.irecv(partner, combining.scratch);
    yield [theirs, p.isend(mine, partner)];
    const other = combining.received(theirs);
    mine = me & distance ? combining.join(other, mine) : combining.join(mine, other);
  }
  return mine;
}

/**
 * Rabenseifner (2004): a reduce-scatter by recursive halving, then an allgather by recursive doubling. Partners at distance 1, 2, 4 ...
 * split the elements between them, and every element is combined just as recursive doubling would: the same bits.
 * Cost: 2 lg p a + 2 (p - 1) / p m b + (p - 1) / p m c.
 */
function* halvingAndDoubling<T>(
  p: Peers,
  values: Combining<T>,
  mine: T,
  me: number,
  ranks: number,
  rankOf: (place: number) => number,
): Schedule<T> {
  const combining = ofArrays(values);
  const kernel = combining.kernel!;
  const result = combining.result!;
  const scratch = combining.room((combining.count + 1) >> 1)!;
  const splits: { from: number; middle: number; to: number }[] = [];
  let from = 0;
  let to = combining.count;
  let operand = mine as TypedArray;

  for (let distance = 1; distance < ranks; distance <<= 1) {
    const partner = rankOf(me ^ distance);
    const middle = (from + to) >> 1;
    splits.push({ from, middle, to });
    const upper = (me & distance) !== 0;
    const away = upper ? operand.subarray(from, middle) : operand.subarray(middle, to);
    if (upper) from = middle;
    else to = middle;
    const theirs = p.irecv(partner, scratch.subarray(0, to - from));
    yield [theirs, p.isend(away, partner)];
    const kept = operand.subarray(from, to);
    const other = combining.received(theirs, to - from);
    kernel(result.subarray(from, to), upper ? other : kept, upper ? kept : other, to - from);
    operand = result;
  }

  for (let distance = ranks >> 1; distance > 0; distance >>= 1) {
    const partner = rankOf(me ^ distance);
    const split = splits.pop()!;
    const upper = (me & distance) !== 0;
    const lower = result.subarray(split.from, split.middle);
    const higher = result.subarray(split.middle, split.to);
    yield [p.irecv(partner, upper ? lower : higher), p.isend(upper ? higher : lower, partner)];
  }
  return result as T;
}

/**
 * Ring (Patarasu and Yuan 2009): each of p blocks goes once round to be combined, and once more to be known to all. The order
 * of operands starts at another rank for each block, so the operation must be commutative.
 * Cost: 2 (p - 1) a + 2 (p - 1) / p m b + (p - 1) / p m c.
 */
function* ring<T>(p: Peers, values: Combining<T>): Schedule<T> {
  const { rank, size } = p;
  const combining = ofArrays(values);
  const kernel = combining.kernel!;
  const { value } = combining;
  const result = combining.result!;
  const scratch = combining.room(Math.ceil(combining.count / size))!;
  const next = (rank + 1) % size;
  const previous = (rank - 1 + size) % size;
  const block = (array: TypedArray, i: number): TypedArray => {
    const place = ((i % size) + size) % size;
    return array.subarray(
      Math.floor((place * combining.count) / size),
      Math.floor(((place + 1) * combining.count) / size),
    );
  };

  let sending = block(value, rank);
  for (let step = 1; step < size; step++) {
    const own = block(value, rank - step);
    const theirs = p.irecv(previous, scratch.subarray(0, own.length));
    yield [theirs, p.isend(sending, next)];
    sending = block(result, rank - step);
    kernel(sending, combining.received(theirs, own.length), own, own.length);
  }
  for (let step = 0; step < size - 1; step++) {
    yield [p.irecv(previous, block(result, rank - step)), p.isend(block(result, rank - step + 1), next)];
  }
  return (yield* combining.answer(p, result)) as T;
}

/** The algorithms that cut blocks are chosen for arrays alone. */
function ofArrays<T>(values: Combining<T>): Combining<TypedArray> {
  return values as Combining<unknown> as Combining<TypedArray>;
}

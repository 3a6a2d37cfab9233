import type { TypedArray } from "../wire/element.ts";
import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import type { Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";

export function allreduce<T>(p: Peers, value: T, op: Op, into?: T): Schedule<T> {
  const combining = new Combining(op, value, into).separated();
  switch (choose.allreduce(p.size, combining.bytes, op.commutative)) {
    case "ring":
      return ring(p, combining);
    case "rabenseifner":
      return rabenseifner(p, combining);
    default:
      return recursiveDoubling(p, combining);
  }
}

/**
 * Recursive doubling (Thakur, Rabenseifner, Gropp 2005): partners at distance 1, 2, 4 ... exchange what they have combined. Both
 * compute the same expression, the lower rank's operand left, so that all ranks get the same bits.
 * Cost: lg p (a + m b + m c), for a message's latency a, m bytes, b seconds to move a byte and c to combine one.
 */
function* recursiveDoubling<T>(p: Peers, combining: Combining<T>): Schedule<T> {
  const core = new Core(p.rank, p.size);
  if (core.standsOut) return yield* standOut(p, combining);
  let mine = core.paired ? yield* takeIn(p, combining) : combining.value;

  for (let distance = 1; distance < core.size; distance <<= 1) {
    const partner = core.partner(distance);
    const theirs = p.irecv(partner, combining.scratch);
    yield [theirs, p.isend(mine, partner)];
    const other = combining.received(theirs);
    mine = partner < p.rank ? combining.join(other, mine) : combining.join(mine, other);
  }

  if (core.paired) yield [p.isend(mine, p.rank - 1)];
  return Object.is(mine, combining.value) ? yield* combining.unchanged(p) : combining.answer(mine);
}

/**
 * Rabenseifner (2004): a reduce-scatter by recursive halving, then an allgather by recursive doubling. Partners at distance 1, 2, 4 ...
 * split the elements between them, and every element is combined just as recursive doubling would: the same bits.
 * Cost: 2 lg p a + 2 (p - 1) / p m b + (p - 1) / p m c.
 */
function* rabenseifner<T>(p: Peers, values: Combining<T>): Schedule<T> {
  const core = new Core(p.rank, p.size);
  if (core.standsOut) return yield* standOut(p, values);
  let operand = (core.paired ? yield* takeIn(p, values) : values.value) as TypedArray;
  const combining = ofArrays(values);
  const kernel = combining.kernel!;
  const result = combining.result!;
  const scratch = combining.room((combining.count + 1) >> 1)!;
  const splits: Split[] = [];
  let all = { from: 0, to: combining.count };

  for (let distance = 1; distance < core.size; distance <<= 1) {
    const partner = core.partner(distance);
    const split = halves(all, partner < p.rank);
    const { kept, given } = split;
    splits.push(split);
    const theirs = p.irecv(partner, scratch.subarray(0, kept.to - kept.from));
    yield [theirs, p.isend(operand.subarray(given.from, given.to), partner)];
    const own = operand.subarray(kept.from, kept.to);
    const other = combining.received(theirs, own.length);
    const target = result.subarray(kept.from, kept.to);
    if (partner < p.rank) kernel(target, other, own, own.length);
    else kernel(target, own, other, own.length);
    operand = result;
    all = kept;
  }
  for (let distance = core.size >> 1; distance > 0; distance >>= 1) {
    const { kept, given } = splits.pop()!;
    const partner = core.partner(distance);
    const missing = result.subarray(given.from, given.to);
    yield [p.irecv(partner, missing), p.isend(result.subarray(kept.from, kept.to), partner)];
  }

  if (core.paired) yield [p.isend(result, p.rank - 1)];
  return values.answer(result as T);
}

/** A range of elements. */
interface Range {
  readonly from: number;
  readonly to: number;
}

interface Split {
  readonly kept: Range;
  readonly given: Range;
}

function halves({ from, to }: Range, keepUpper: boolean): Split {
  const middle = (from + to) >> 1;
  const lower = { from, to: middle };
  const upper = { from: middle, to };
  return keepUpper ? { kept: upper, given: lower } : { kept: lower, given: upper };
}

/**
 * Ring (Patarasu and Yuan 2009): each of p blocks goes once round to be combined, and once more to be known to all. The order
 * of operands starts at another rank for each block, so the operation must be commutative.
 * Cost: 2 (p - 1) a + 2 (p - 1) / p m b + (p - 1) / p m c.
 */
function* ring<T>(p: Peers, values: Combining<T>): Schedule<T> {
  const { rank, size } = p;
  const combining = ofArrays(values);
  const { value, count } = combining;
  const kernel = combining.kernel!;
  const result = combining.result!;
  const scratch = combining.room(Math.ceil(count / size))!;
  const next = (rank + 1) % size;
  const previous = (rank - 1 + size) % size;
  const block = (array: TypedArray, i: number): TypedArray => {
    const place = (i + size) % size;
    return array.subarray(Math.floor((place * count) / size), Math.floor(((place + 1) * count) / size));
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
    yield [p.irecv(previous, block(result, rank - step)), p.isend(block(result, rank + 1 - step), next)];
  }
  return values.answer(result as T);
}

/** The algorithms that cut blocks are chosen for arrays alone. */
function ofArrays<T>(values: Combining<T>): Combining<TypedArray> {
  return values as Combining<unknown> as Combining<TypedArray>;
}

/**
 * The largest power of two of ranks (Rabenseifner 2004). Where that leaves some out, of the first ranks the even ones hand their
 * operand to the odd neighbour above and get the answer in the end; what the rest combine is still in rank order.
 * Cost: 2 (a + m b) + m c more than with a power of two.
 */
class Core {
  readonly size: number;
  readonly standsOut: boolean;
  /** Acts for the rank below, too. */
  readonly paired: boolean;
  readonly #pairs: number;
  readonly #place: number;

  constructor(rank: number, size: number) {
    this.size = 2 ** (31 - Math.clz32(size));
    this.#pairs = size - this.size;
    const inPair = rank < 2 * this.#pairs;
    this.standsOut = inPair && rank % 2 === 0;
    this.paired = inPair && rank % 2 === 1;
    this.#place = inPair ? rank >> 1 : rank - this.#pairs;
  }

  /** The rank whose place in the core differs in one bit. */
  partner(distance: number): number {
    const place = this.#place ^ distance;
    return place < this.#pairs ? 2 * place + 1 : place + this.#pairs;
  }
}

function* standOut<T>(p: Peers, combining: Combining<T>): Schedule<T> {
  yield [p.isend(combining.value, p.rank + 1)];
  const answer = p.irecv(p.rank + 1, combining.result);
  yield [answer];
  return combining.answer(combining.received(answer));
}

function* takeIn<T>(p: Peers, combining: Combining<T>): Schedule<T> {
  const below = p.irecv(p.rank - 1, combining.scratch);
  yield [below];
  return combining.join(combining.received(below), combining.value);
}

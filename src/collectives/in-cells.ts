import { decode, encode } from "../wire/codec.ts";
import type { Outgoing } from "../wire/codec.ts";
import { copyOf, NUMBER, PACKED, UINT8 } from "../wire/element.ts";
import { choose } from "./choose.ts";
import { Combining } from "./combining.ts";
import { AllreduceInBays } from "./in-bays.ts";
import { fold } from "./fold.ts";
import { Rest } from "./matter.ts";
import type { CellLimits, Matter, SharedCells } from "./matter.ts";
import type { Op } from "./op.ts";
import type { Schedule } from "./peers.ts";
import { copyInto, requireArray, requireFit } from "./room.ts";

/**
 * Collectives of ranks that share memory: everybody contributes to its cell, and who needs it reads it there. No rank has to
 * pass anything on, so that where ranks take turns on a processor each needs one turn, not one for each step of a tree. What a
 * cell holds is read by all, which makes it a matter of few ranks and small messages: see choose.ts.
 *
 * Minima in µs, messages / cells / Open MPI, taken in turns on 2 processors: on 2 ranks barrier 0.72 / 0.30 / 0.17, broadcast of
 * 8 bytes 0.63 / 0.50 / 0.15, allreduce of 8 bytes 0.98 / 0.54 / 0.19, of 1 KiB 2.0 / 1.1 / 0.42; on 4 ranks barrier 10.5 / 4.8 / 3.5,
 * reduce of 8 bytes 8.9 / 3.9 / -, allreduce of 8 bytes 8.2 / 4.9 / 3.9, of 1 KiB 11.5 / 7.4 / 8.1.
 */

/** Central flags, one for each rank (Mellor-Crummey and Scott 1991, without the tree). Cost: p - 1 lines to read. */
export class BarrierInCells implements Matter<void> {
  readonly from = 0;
  readonly to: number;

  constructor(size: number) {
    this.to = size;
  }

  contribute(cells: SharedCells): void {
    cells.show(UINT8, 0);
  }

  conclude(): void {
    // It is enough that all are there.
  }
}

/**
 * Operands of all ranks, combined where the answer is wanted, as the tree of the messages would: the same bits. Cost: p - 1
 * operands to read.
 */
class ReductionInCells<T, A> implements Matter<T | A> {
  readonly from = 0;
  readonly to: number;
  readonly #combining: Combining<T>;
  readonly #size: number;
  readonly #top: number;
  readonly #places: number;
  /** What a rank gets that has none. */
  readonly #absent: A;
  #cells: SharedCells | undefined = undefined;

  /** The tree has so many places, from rank `top` on; the first of them stand for two ranks each where ranks are left over. */
  constructor(
    combining: Combining<T>,
    size: number,
    top: number,
    places: number,
    wanted: boolean,
    absent: A,
  ) {
    this.#combining = combining;
    this.#size = size;
    this.#top = top;
    this.#places = places;
    this.#absent = absent;
    this.to = wanted ? size : 0;
  }

  contribute(cells: SharedCells): void {
    const { value, kernel, kind } = this.#combining;
    if (kernel !== undefined) return cells.put(kind, value as never);
    one[0] = value as number;
    cells.put(NUMBER, one);
  }

  conclude(cells: SharedCells): T | A {
    if (this.to === 0) return this.#absent;
    this.#cells = cells;
    return this.#combining.answer(fold(this.#combining, this, this.#places, this.#size - this.#places));
  }

  operand(index: number): T {
    const { kernel, kind } = this.#combining;
    const rank = (index + this.#top) % this.#size;
    return (kernel === undefined ? this.#cells!.double(rank) : this.#cells!.array(rank, kind)) as T;
  }
}

const one = new Float64Array(1);

/** As recursive doubling combines. Undefined where the value is no number, and no array that is its own storage. */
export function allreduceInMemory<T>(
  limits: CellLimits,
  rank: number,
  size: number,
  value: T,
  op: Op,
  into: T | undefined,
): Matter<T> | undefined {
  if (typeof value !== "number" && !ArrayBuffer.isView(value)) return undefined;
  const combining = new Combining(op, value, into);
  if (!combining.plain) return undefined;
  if (!choose.cells(limits, size, value))
    return new AllreduceInBays(combining, op.commutative, rank, size, limits.bayBytes);
  return new ReductionInCells<T, never>(
    combining,
    size,
    0,
    2 ** (31 - Math.clz32(size)),
    true,
    undefined as never,
  );
}

/** As the binomial tree combines that grows from the root, or from rank 0 where order matters. */
export function reduceInCells<T>(
  limits: CellLimits,
  size: number,
  rank: number,
  value: T,
  op: Op,
  root: number,
  into: T | undefined,
): Matter<T | undefined> | undefined {
  if (!choose.cells(limits, size, value)) return undefined;
  const combining = new Combining(op, value, rank === root ? into : undefined);
  if (!combining.plain) return undefined;
  const top = choose.reduce(op.commutative) === "binomial from the root" ? root : 0;
  return new ReductionInCells<T, undefined>(combining, size, top, size, rank === root, undefined);
}

const NOTHING = new Uint8Array(0);

/** The root shows what it has, or that it is too large for a cell. It waits for nobody. */
export class BcastFromRoot<T> implements Matter<T> {
  readonly from = 0;
  readonly to = 0;
  readonly #value: T;
  readonly #into: T | undefined;
  readonly #out: Outgoing = { kind: 0, array: NOTHING };
  readonly #fits: boolean;
  readonly #messages: () => Schedule<T>;

  constructor(limits: CellLimits, value: T, into: T | undefined, messages: () => Schedule<T>) {
    if (into !== undefined) requireFit(value, into);
    encode(value, this.#out);
    this.#value = value;
    this.#into = into;
    this.#fits = this.#out.array.byteLength <= limits.largest;
    this.#messages = messages;
  }

  contribute(cells: SharedCells): void {
    if (this.#fits) cells.put(this.#out.kind, this.#out.array);
    else cells.putElsewhere();
  }

  conclude(): T | Rest<T> {
    if (!this.#fits) return new Rest(this.#messages());
    if (this.#into !== undefined) {
      copyInto(this.#value, this.#into);
      return this.#into;
    }
    const { kind, array } = this.#out;
    if (kind === NUMBER) return this.#value;
    return (kind === PACKED ? decode(kind, array) : copyOf(kind, array)) as T;
  }
}

/** Looks what the root shows. */
export class BcastToRank<T> implements Matter<T> {
  readonly from: number;
  readonly to: number;
  readonly #into: T | undefined;
  readonly #messages: () => Schedule<T>;

  constructor(root: number, into: T | undefined, messages: () => Schedule<T>) {
    requireArray(into);
    this.from = root;
    this.to = root + 1;
    this.#into = into;
    this.#messages = messages;
  }

  contribute(): void {
    // Others look at the root only.
  }

  conclude(cells: SharedCells): T | Rest<T> {
    if (cells.isElsewhere(this.from)) return new Rest(this.#messages());
    return cells.take(this.from, this.#into);
  }
}

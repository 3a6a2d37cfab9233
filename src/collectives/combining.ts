import { RanksError } from "../errors.ts";
import { BIGUINT64 } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import type { Request } from "../progress/request.ts";
import { arrayKind, nameOf } from "./array-kind.ts";
import { apart, copyOf, freshArray } from "./fresh.ts";
import { unlike } from "./op.ts";
import type { Kernel, Op } from "./op.ts";
import type { Peers, Schedule } from "./peers.ts";
import { copyInto, requireKind, requireRoom } from "./room.ts";

/**
 * What one rank needs to take part in a reduction, so that algorithms read the same for arrays and for other values: for arrays the
 * loop, room for an operand that arrives, and room for the answer; for other values nothing but the operation.
 */
export class Combining<T> {
  readonly kind: Kind;
  /** Undefined where the value is combined as a whole. */
  readonly kernel: Kernel | undefined;
  /** Elements of an array. */
  readonly count: number;
  readonly #op: Op;
  readonly #into: T | undefined;
  #value: T;
  #scratch: T | undefined = undefined;
  readonly #places: (T | undefined)[] = [];
  #result: T | undefined = undefined;

  /** Checks everything that can be checked before other ranks are heard of. */
  constructor(op: Op, value: T, into: T | undefined) {
    requireOp(op);
    op.check(value);
    this.#op = op;
    this.#value = value;
    this.kind = arrayKind(value);
    this.kernel = this.kind < 0 ? undefined : op.kernel(this.kind);
    this.count = this.kernel === undefined ? 1 : (value as TypedArray).length;
    this.#into = into;
    if (into !== undefined) {
      requireKind(value, into);
      if (this.kernel !== undefined) requireRoom(into as TypedArray, this.count);
    }
  }

  get value(): T {
    return this.#value;
  }

  /**
   * For algorithms that write parts of the answer while they still read the operand: it moves out of the way. In place each element is
   * read before it is written; where arrays overlap otherwise it would not be.
   */
  separated(): this {
    if (this.kernel !== undefined && this.#into !== undefined && this.#into !== this.#value)
      this.#value = apart(this.#value, this.#into as TypedArray);
    return this;
  }

  /** Bytes of an array; 0 for a value that is combined as a whole. */
  get bytes(): number {
    return this.kernel === undefined ? 0 : (this.value as TypedArray).byteLength;
  }

  /** Where an array from another rank goes; one at a time. */
  get scratch(): T | undefined {
    return (this.#scratch ??= this.room());
  }

  /** Where the answer is made: `into`, or a fresh array. */
  get result(): T | undefined {
    return (this.#result ??= this.#into === undefined ? this.room() : this.#front(this.#into));
  }

  /** Where parts of the answer are made that is combined as a tree: the first one where the answer goes to. */
  place(depth: number): T | undefined {
    return depth === 0 ? this.result : (this.#places[depth] ??= this.room());
  }

  /** Whether operands can stand in cells: numbers, and arrays that are their own storage. */
  get plain(): boolean {
    return this.kernel === undefined ? typeof this.value === "number" : this.kind <= BIGUINT64;
  }

  /** A fresh array such as the value. */
  room(count = this.count): T | undefined {
    return this.kernel === undefined ? undefined : (freshArray(this.kind, count) as T);
  }

  #front(into: T): T | undefined {
    if (this.kernel === undefined) return undefined;
    const array = into as TypedArray;
    return (array.length === this.count ? array : array.subarray(0, this.count)) as T;
  }

  /** `left op right`, laid into `target` where they are arrays. */
  join(left: T, right: T, target = this.result): T {
    if (this.kernel === undefined) return this.#op.scalar(left, right) as T;
    this.kernel(target as TypedArray, left as TypedArray, right as TypedArray, this.count);
    return target as T;
  }

  /** What another rank sent, if it goes together with `count` elements of this rank's value. */
  received(request: Request<T>, count = this.count): T {
    const other = request.wait();
    if (this.kernel === undefined) this.requireLike(other);
    else if (request.status.count !== count) {
      const came = (other as TypedArray).subarray(0, request.status.count);
      throw unlike(this.#op.name, nameOf((this.value as TypedArray).subarray(0, count)), nameOf(came));
    }
    return other;
  }

  requireLike(other: unknown): void {
    const alike =
      arrayKind(other) === this.kind &&
      (this.kernel === undefined || (other as TypedArray).length === this.count);
    if (!alike) throw unlike(this.#op.name, nameOf(this.value), nameOf(other));
  }

  /** Hands over what was combined, in `into` if there is one. */
  answer(combined: T): T {
    if (this.#into === undefined) return combined;
    if (this.kernel === undefined) copyInto(combined, this.#into);
    return this.#into;
  }

  /** The answer where it is the rank's own value: a copy that shares nothing with it. */
  *unchanged(p: Peers): Schedule<T> {
    if (this.kernel === undefined)
      return this.answer(this.#into === undefined ? yield* copyOf(p, this.value) : this.value);
    if (this.value !== this.result) (this.result as TypedArray).set(this.value as never);
    return this.answer(this.result as T);
  }
}

function requireOp(op: Op): void {
  if (typeof (op as Partial<Op> | undefined)?.scalar !== "function") {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the operation is ${nameOf(op)}; pass sum, max, ... or a function wrapped in op()`,
    );
  }
}

import { RanksError } from "../errors.ts";
import { BUFFER } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";

/** How two values become one in a reduction. Every one must be associative, or near enough, as sums of doubles are. */
export interface Op<T = unknown> {
  readonly name: string;
  /** Whether the order of operands may change; rank order is kept where it may not. */
  readonly commutative: boolean;
  /** A number that all ranks agree on, so that ranks that reduce differently find out. */
  readonly code: number;
  /** Throws where values like this one cannot be combined. */
  check(value: unknown): void;
  /** Combines two elements; `left` comes from the lower rank. */
  scalar(left: T, right: T): T;
  /** Combines arrays of a kind element by element; undefined where it cannot. */
  kernel(kind: Kind): Kernel | undefined;
}

/** `into[i] = left[i] op right[i]` over the first `n` elements of arrays of one kind; `into` may be either of the others. */
export type Kernel = (into: TypedArray, left: TypedArray, right: TypedArray, n: number) => void;

/** The code of every operation that a user made: functions cannot be compared across ranks. */
const USER_OPERATION = 13;

/**
 * Makes a reduction of a function of two values. `left` comes from lower ranks than `right`, unless the operation is said to be
 * commutative. Typed arrays are combined element by element, `fn` getting one pair at a time; any other value is handed over
 * whole. `fn` must be associative, give the same answer on every rank, and leave its operands as they are.
 *
 * @example
 * ```ts
 * const longest = op((left: string, right: string) => (right.length > left.length ? right : left));
 * ```
 */
export function op<T>(fn: (left: T, right: T) => T, options: { readonly commutative?: boolean } = {}): Op<T> {
  if (typeof fn !== "function") {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `op() got ${typeof fn}; pass a function that combines two values`,
    );
  }
  const kernel = elementwise(fn);
  return {
    name: fn.name === "" ? "a user operation" : fn.name,
    commutative: options.commutative ?? false,
    code: USER_OPERATION,
    check: acceptAnything,
    scalar: fn,
    kernel: (kind) => (kind <= BUFFER ? kernel : undefined),
  };
}

function acceptAnything(): void {
  // What `fn` cannot combine, it will say itself.
}

function elementwise<T>(fn: (left: T, right: T) => T): Kernel {
  return (into, left, right, n) => {
    for (let i = 0; i < n; i++) into[i] = fn(left[i] as T, right[i] as T) as number;
  };
}

/** Ranks brought operands that do not go together. */
export function unlike(operation: string, left: string, right: string): RanksError {
  return new RanksError(
    "ERR_RANKS_MISMATCH",
    `${operation} cannot combine ${left} with ${right}; pass values of one kind and length on every rank`,
  );
}

import type { Op } from "../collectives/op.ts";
import type { Request } from "../progress/request.ts";
import type { TypedArray } from "../wire/element.ts";

/** How much goes to or comes from each rank, in elements; `displs` default to the prefix sums of `counts`. */
export interface Counts {
  readonly counts?: readonly number[];
  readonly displs?: readonly number[];
}

/** `Counts` and the array in which what arrives is laid out. */
export interface Pieces extends Counts {
  readonly into?: TypedArray;
}

/** `root` is a rank of the communicator; 0 unless said. */
export interface Rooted {
  readonly root?: number;
}

/**
 * Operations of all ranks of a communicator together (MPI 4.1, chapter 6). Every rank calls the same ones in the same order;
 * several may be in flight. Where calls differ in operation, root, reduction or size, the ranks that can see it fail with
 * ERR_RANKS_MISMATCH, which names both. Arguments that are wrong on their face fail with ERR_RANKS_USAGE and send nothing.
 * An array that is passed in belongs to the request until that completes. `into` equal to the input means in place.
 */
export interface Collective {
  /** Complete when every rank has called it (6.3). */
  barrier(): Request<void>;

  /** Gives every rank the root's `value`; the others' is ignored (6.4). With `into` the answer is laid there, on the root too. */
  bcast<T>(value: T | undefined, options?: Rooted & { readonly into?: T }): Request<T>;

  /**
   * Combines the values of all ranks, element by element for typed arrays; the root gets the answer, the others undefined (6.9.1).
   */
  reduce<T>(
    value: T,
    op: Op<Scalar<T>>,
    options?: Rooted & { readonly into?: Whole<T> },
  ): Request<Whole<T> | undefined>;

  /**
   * As `reduce`, and every rank gets the answer, the same bits on each (6.9.6).
   *
   * @example
   * ```ts
   * import { init, sum } from "ranks";
   * const world = await init();
   * const total = await world.allreduce(world.rank + 1, sum);
   * const norms = world.allreduce(new Float64Array(3).fill(world.rank), sum).wait();
   * ```
   */
  allreduce<T>(value: T, op: Op<Scalar<T>>, options?: { readonly into?: Whole<T> }): Request<Whole<T>>;

  /** The root gets one entry for each rank, or, with a typed `into`, one array with the pieces in rank order (6.5). */
  gather<A extends TypedArray>(
    value: A,
    options: Rooted & Counts & { readonly into: A },
  ): Request<A | undefined>;
  gather<T>(value: T, options?: Rooted & Pieces): Request<T[] | undefined>;

  /** As `gather`, for every rank (6.7). */
  allgather<A extends TypedArray>(value: A, options: Counts & { readonly into: A }): Request<A>;
  allgather<T>(value: T, options?: Pieces): Request<T[]>;

  /**
   * Gives each rank its piece of the root's values: an entry of a list, or a block of a typed array, equal blocks unless
   * `counts` says otherwise (6.6).
   */
  scatter<A extends TypedArray>(
    values: A | undefined,
    options?: Rooted & Counts & { readonly into?: A },
  ): Request<A>;
  scatter<T>(values: readonly T[] | undefined, options?: Rooted & { readonly into?: T }): Request<T>;

  /** Sends entry or block i to rank i and gets one from each, in rank order (6.8). */
  alltoall<A extends TypedArray>(values: A, options: Sends & Counts & { readonly into: A }): Request<A>;
  alltoall<A extends TypedArray>(values: A, options?: Sends): Request<A[]>;
  alltoall<T>(values: readonly T[], options?: Pieces): Request<T[]>;

  /** Combines arrays as `reduce` does and gives each rank its block of the answer, equal blocks unless `counts` says otherwise (6.10). */
  reduceScatter<A extends TypedArray>(
    value: A,
    op: Op<Scalar<A>>,
    options?: { readonly into?: A; readonly counts?: readonly number[] },
  ): Request<A>;

  /** The combination of the values of ranks 0 to this one (6.11.1). */
  scan<T>(value: T, op: Op<Scalar<T>>, options?: { readonly into?: Whole<T> }): Request<Whole<T>>;

  /** The combination of the values of the ranks before this one; undefined on rank 0, whose `into` stays untouched (6.11.2). */
  exscan<T>(
    value: T,
    op: Op<Scalar<T>>,
    options?: { readonly into?: Whole<T> },
  ): Request<Whole<T> | undefined>;
}

/** What is sent, laid out in one array: `sendCounts[i]` elements from `sendDispls[i]` go to rank i. */
export interface Sends {
  readonly sendCounts?: readonly number[];
  readonly sendDispls?: readonly number[];
}

/** The type of which a literal is one value: a reduction of 5 and 7 is a number. */
export type Whole<T> = T extends number
  ? number
  : T extends bigint
    ? bigint
    : T extends boolean
      ? boolean
      : T extends string
        ? string
        : T;

/** What an operation combines: an array's element, or the value itself. */
export type Scalar<T> = T extends BigInt64Array | BigUint64Array
  ? bigint
  : T extends TypedArray
    ? number
    : Whole<T>;

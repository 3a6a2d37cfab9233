import type { TypedArray } from "../wire/element.ts";

/** An element of an array. */
export type Element<A extends TypedArray> = A extends BigInt64Array | BigUint64Array ? bigint : number;

/** Arrays of A's kind over whatever memory. */
export type Kin<A extends TypedArray> = A extends Float64Array
  ? Float64Array
  : A extends Float32Array
    ? Float32Array
    : A extends Int32Array
      ? Int32Array
      : A extends Uint32Array
        ? Uint32Array
        : A extends BigInt64Array
          ? BigInt64Array
          : A extends BigUint64Array
            ? BigUint64Array
            : A extends Int16Array
              ? Int16Array
              : A extends Uint16Array
                ? Uint16Array
                : A extends Int8Array
                  ? Int8Array
                  : A extends Uint8ClampedArray
                    ? Uint8ClampedArray
                    : Uint8Array;

/** Where elements go: every `stride`-th one (1 unless said) from `offset` (0 unless said) of the array on rank `dest`. */
export interface PutTo {
  readonly dest: number;
  readonly offset?: number;
  readonly stride?: number;
}

/** Which elements are read of the array on rank `source`: `count` unless said all to the end, every `stride`-th from `offset`. */
export interface GetFrom<A> {
  readonly source: number;
  readonly offset?: number;
  readonly stride?: number;
  readonly count?: number;
  /** Filled from its start, at the sync; at least `count` long. A fresh array unless said. */
  readonly into?: A;
}

/**
 * An array of each rank that all ranks can write and read at a sync. Each call says at once whether it can be done; nothing
 * leaves this rank before the sync. Cost: the elements count as words of the superstep's h.
 *
 * All throw ERR_RANKS_RANK where there is no such rank, ERR_RANKS_USAGE where an element lies outside the array there, where the
 * array is not registered before the next sync or no more, and while a sync is on; ERR_RANKS_MISMATCH for another kind of array.
 */
export interface Coarray<A extends TypedArray> {
  /** This rank's part. */
  readonly local: A;
  readonly name: string;
  /** Elements of the part on a rank. */
  lengthOn(rank: number): number;

  /** Writes elements, or one, at the next sync, after all gets. They are copied here and now (bsp_put). */
  put(values: A | Kin<A> | readonly Element<A>[] | Element<A>, to: PutTo): void;
  /** Reads elements as they are when all have called the next sync, before any put; gives the array they will be in (bsp_get). */
  get(from: GetFrom<A | Kin<A>>): A;

  /**
   * As `put`, with one copy less for large arrays: between now and the end of the sync neither `values` nor the elements that are
   * written may be touched, by anything on any rank (bsp_hpput).
   */
  hpput(values: A | Kin<A>, to: PutTo): void;
  /** As `get`, with one copy less: until the end of the sync nothing may write the elements or `into` (bsp_hpget). */
  hpget(from: GetFrom<A | Kin<A>>): A;

  /** Undoes `register` from the next sync on; collective as that (bsp_pop_reg). */
  release(): void;
}

import type { TypedArray } from "../../wire/element.ts";
import type { Coarray, Element, Kin } from "../coarray.ts";
import type { Partitioning } from "../partition/partitioning.ts";
import type { Reading } from "../variable.ts";

/** Where elements go: every `stride`-th one (1 unless said) from the global `index`. */
export interface PutAt {
  readonly index: number;
  readonly stride?: number;
}

/** Which elements are read: `count` (1 unless said), every `stride`-th (1 unless said) from the global `index`. */
export interface GetAt {
  readonly index: number;
  readonly stride?: number;
  readonly count?: number;
}

/** An array of all ranks together, of which each has the part that a partitioning says. What `distribute` gives. */
export interface DistributedArray<A extends TypedArray, P extends Partitioning = Partitioning> {
  readonly partitioning: P;
  /** This rank's elements, in the order of their global indices; with a halo, its cells and those around them. */
  readonly local: A;
  /** The parts as the coarray that they are, for what is said in the indices of one rank. */
  readonly coarray: Coarray<A>;
  /** Rows and columns of this rank's elements. In one dimension they are one row. */
  readonly shape: readonly [rows: number, columns: number];
  /** Where the first of this rank's elements stands in `local`: 0 without a halo. */
  readonly origin: number;
  /** Elements of `local` from one row to the next: more than there are columns, with a halo. */
  readonly rowStride: number;

  /** The rank that has an element. */
  owner(global: number): number;
  /** Where an element stands in its owner's `local`. */
  localOf(global: number): number;
  /** The global index of an element of this rank's `local`; ERR_RANKS_USAGE for a cell of the halo. */
  globalOf(local: number): number;

  /**
   * Writes elements, or one, at the next sync, after all gets; they are copied here and now. What goes to one rank goes as
   * contiguous or strided pieces.
   *
   * Cost: as many words of h as there are elements. Throws ERR_RANKS_USAGE where an element lies outside the array and while it
   * can't be used, as a coarray; ERR_RANKS_MISMATCH for another kind of array.
   */
  put(values: A | Kin<A> | readonly Element<A>[] | Element<A>, to: PutAt): void;

  /**
   * Reads elements as they are when all have called the next sync, before any put; after that the answer's `value` has them, one
   * after the other. Cost and errors as of `put`.
   */
  get(from: GetAt): Reading<A>;

  /**
   * Copies all elements, at the next sync and as they are now, to another array of the same length, which may be distributed
   * otherwise. Collective. The way is worked out once for each array they go to, and the pieces are as long as both
   * partitionings allow.
   *
   * Cost: at most n / p words for each rank, (n / p) g + l as a superstep of its own. Throws ERR_RANKS_MISMATCH where the arrays
   * differ in length or kind.
   *
   * @example
   * ```ts
   * import { spmd } from "ranks";
   * import { block, bsp, cyclic, distribute } from "ranks/bsp";
   * await spmd(async (world) => {
   *   const steps = bsp(world);
   *   const pieces = distribute(steps, block(100, world.size), Float64Array);
   *   const dealt = distribute(steps, cyclic(100, world.size), Float64Array);
   *   await steps.sync();
   *   pieces.local.forEach((_, i, local) => (local[i] = pieces.globalOf(i)));
   *   pieces.redistribute(dealt);
   *   await steps.sync();
   *   console.assert(dealt.local.every((value, i) => value === world.rank + i * world.size));
   * });
   * ```
   */
  redistribute(to: DistributedArray<A>): void;

  /**
   * Fills the halo at the next sync with what the neighbours' elements are now, corners too. Collective. At the edges of the
   * whole array the halo keeps what it holds, or has the elements of the other side where it is periodic. Nothing without a halo.
   *
   * Cost: one superstep. With a halo of w, 2 w words in one dimension; 2 w (r + c + 2 w) in two, for r x c elements on a rank.
   *
   * @example
   * ```ts
   * import { spmd } from "ranks";
   * import { block, bsp, distribute } from "ranks/bsp";
   * await spmd(async (world) => {
   *   const steps = bsp(world);
   *   const heat = distribute(steps, block(100, world.size), Float64Array, { halo: 1, periodic: true });
   *   await steps.sync();
   *   heat.exchangeHalo();
   *   await steps.sync();
   *   const { local, origin, shape } = heat;
   *   const means = Float64Array.from({ length: shape[1] }, (_, i) => (local[origin + i - 1] + local[origin + i + 1]) / 2);
   *   local.set(means, origin);
   * });
   * ```
   */
  exchangeHalo(): void;

  /** The array can't be used after the next sync. Collective. */
  release(): void;
}

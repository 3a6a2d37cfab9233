import { RanksError } from "../../errors.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Bsp } from "../bsp.ts";
import type { Coarray, Element } from "../coarray.ts";
import type { MachineCost } from "../cost/machine.ts";
import { block } from "../partition/block.ts";
import type { Reading } from "../variable.ts";
import { distribute } from "./distribute.ts";
import type { DistributedArray } from "./distributed-array.ts";
import { foldlBlock, foldlEach } from "./fold-each.ts";
import { gatherAll } from "./gather-all.ts";

/** What `foldlEach` gives, by as many supersteps as are cheapest. What `foldlVector` makes. */
export interface VectorFold<A> {
  /** How many a fold takes. */
  readonly supersteps: 1 | 2;
  /** Says what the next sync has to do; to be called before each of them. Collective. */
  step(): void;
  /** The fold, after the last of these syncs; ERR_RANKS_USAGE before that. */
  readonly value: A;
}

/**
 * Folds arrays of n elements, as `foldlEach`, in the way that is cheaper on a machine: in one superstep for p n g + l, or in two,
 * by `foldlBlock` and `gatherAll`, for 2 (n g + l). Collective, with the same costs on every rank; usable after the next sync as
 * what `register` gives, and then as often as a program likes.
 *
 * Errors as of `foldlEach`.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { bsp, foldlVector } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const gradient = steps.register(new Float64Array(10_000), { name: "gradient" });
 *   const sums = foldlVector(steps, gradient, (a, b) => a + b, { g: 0.005, l: 20 });
 *   await steps.sync();
 *   gradient.local.fill(world.rank);
 *   for (let left = sums.supersteps; left > 0; left--) {
 *     sums.step();
 *     await steps.sync();
 *   }
 *   console.assert(sums.value[0] === (world.size * (world.size - 1)) / 2);
 * });
 * ```
 */
export function foldlVector<A extends TypedArray>(
  steps: Bsp,
  x: Coarray<A>,
  f: (folded: Element<A>, each: Element<A>) => Element<A>,
  { g, l }: MachineCost,
): VectorFold<A> {
  const n = x.local.length;
  if (2 * (n * g + l) >= steps.size * n * g + l) return new Fold(steps, x, f, undefined);
  const Kind = x.local.constructor as new (length: number) => A;
  return new Fold(steps, x, f, distribute(steps, block(n, steps.size), Kind, { name: `folds of ${x.name}` }));
}

class Fold<A extends TypedArray> implements VectorFold<A> {
  readonly supersteps: 1 | 2;
  readonly #steps: Bsp;
  readonly #x: Coarray<A>;
  readonly #f: (folded: Element<A>, each: Element<A>) => Element<A>;
  /** Where each rank's block of a fold is for the others, in the second of two supersteps. */
  readonly #blocks: DistributedArray<A> | undefined;
  #half: Reading<A> | undefined = undefined;
  #whole: Reading<A> | undefined = undefined;

  constructor(
    steps: Bsp,
    x: Coarray<A>,
    f: (folded: Element<A>, each: Element<A>) => Element<A>,
    blocks: DistributedArray<A> | undefined,
  ) {
    this.supersteps = blocks === undefined ? 1 : 2;
    this.#steps = steps;
    this.#x = x;
    this.#f = f;
    this.#blocks = blocks;
  }

  step(): void {
    this.#whole = undefined;
    if (this.#blocks === undefined) {
      this.#whole = foldlEach(this.#steps, this.#x, this.#f);
    } else if (this.#half === undefined) {
      this.#half = foldlBlock(this.#steps, this.#x, this.#f);
    } else {
      this.#blocks.local.set(this.#half.value as never);
      this.#half = undefined;
      this.#whole = gatherAll(this.#blocks);
    }
  }

  get value(): A {
    if (this.#whole !== undefined) return this.#whole.value;
    const what = `the fold of ${this.#x.name} takes ${this.supersteps} supersteps; call step() and sync() for each`;
    throw new RanksError("ERR_RANKS_USAGE", what);
  }
}

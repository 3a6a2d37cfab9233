import { RanksError } from "../../errors.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Bsp } from "../bsp.ts";
import type { Coarray, Element } from "../coarray.ts";
import { Block } from "../partition/block.ts";
import type { Reading } from "../variable.ts";
import { Later } from "./later.ts";

/**
 * Folds arrays of n elements, one on each rank, element by element from rank 0 up: element i becomes
 * `f(... f(x0[i], x1[i]) ..., xp-1[i])`. After the next sync the answer's `value` has all n, the same on every rank that asked.
 * (Bulk's `foldl_each`.)
 *
 * Cost: p n F + p n g + l. Two supersteps are cheaper where (p - 2) n g > l: `foldlBlock`, and `gatherAll` of the blocks, for
 * 2 (n g + l); `foldlVector` takes the cheaper way. Throws ERR_RANKS_MISMATCH where the arrays differ in length, ERR_RANKS_USAGE while they can't be used.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { bsp, foldlEach } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const force = steps.register(new Float64Array(3).fill(world.rank));
 *   await steps.sync();
 *   const largest = foldlEach(steps, force, Math.max);
 *   await steps.sync();
 *   console.assert(largest.value[2] === world.size - 1);
 * });
 * ```
 */
export function foldlEach<A extends TypedArray>(
  steps: Bsp,
  x: Coarray<A>,
  f: (folded: Element<A>, each: Element<A>) => Element<A>,
): Reading<A> {
  return foldPart(steps, x, f, 0, x.local.length);
}

/**
 * This rank's block of what `foldlEach` gives: elements as `block(n, p)` parts them. The first half of a fold in two supersteps
 * (Rabenseifner 2004), and all of it where each rank needs its part only.
 *
 * Cost: n F + n g + l. Errors as of `foldlEach`.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { block, bsp, distribute, foldlBlock, gatherAll } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const n = 10_000;
 *   const steps = bsp(world);
 *   const gradient = steps.register(new Float64Array(n).fill(1));
 *   const sums = distribute(steps, block(n, world.size), Float64Array);
 *   await steps.sync();
 *   const mine = foldlBlock(steps, gradient, (a, b) => a + b);
 *   await steps.sync();
 *   sums.local.set(mine.value);
 *   const all = gatherAll(sums);
 *   await steps.sync();
 *   console.assert(all.value.every((sum) => sum === world.size));
 * });
 * ```
 */
export function foldlBlock<A extends TypedArray>(
  steps: Bsp,
  x: Coarray<A>,
  f: (folded: Element<A>, each: Element<A>) => Element<A>,
): Reading<A> {
  const blocks = new Block(x.local.length, steps.size);
  return foldPart(steps, x, f, blocks.firstOn(steps.rank), blocks.lengthOn(steps.rank));
}

function foldPart<A extends TypedArray>(
  steps: Bsp,
  x: Coarray<A>,
  f: (folded: Element<A>, each: Element<A>) => Element<A>,
  offset: number,
  count: number,
): Reading<A> {
  for (let source = 0; source < steps.size; source++)
    if (x.lengthOn(source) !== x.local.length) {
      const what = `${x.name} has ${x.lengthOn(source)} elements on rank ${source} and ${x.local.length} here; fold arrays of one length`;
      throw new RanksError("ERR_RANKS_MISMATCH", what);
    }
  const parts = Array.from({ length: steps.size }, (_, source) => x.get({ source, offset, count }));
  return new Later(steps, `the fold of ${x.name}`, () => {
    const [folded, ...others] = parts;
    for (const each of others)
      for (let i = 0; i < count; i++) folded[i] = f(folded[i] as Element<A>, each[i] as Element<A>);
    return folded;
  });
}

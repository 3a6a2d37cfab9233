import type { Bsp } from "../bsp.ts";
import type { Reading, Variable } from "../variable.ts";
import { Later } from "./later.ts";

/**
 * Folds the variables of all ranks, as they are when all have called the next sync, from rank 0 up:
 * `f(... f(f(start, x0), x1) ..., xp-1)`. After that sync the answer's `value` has it, the same on every rank that asked.
 * `f` need not be commutative; it runs on each rank by itself, when the value is first looked at. (Bulk's `foldl`.)
 *
 * Cost: p F + p g + l for variables of one word, where F is what `f` costs. Throws ERR_RANKS_USAGE while the variable can't be
 * used.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { block, bsp, distribute, foldl } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const x = distribute(steps, block(1000, world.size), Float64Array);
 *   const square = steps.register(0, { name: "square" });
 *   await steps.sync();
 *   x.local.fill(2);
 *   square.value = x.local.reduce((sum, each) => sum + each * each, 0);
 *   const squares = foldl(steps, square, (a, b) => a + b, 0);
 *   await steps.sync();
 *   console.assert(squares.value === 4000);
 * });
 * ```
 */
export function foldl<T, S>(steps: Bsp, x: Variable<T>, f: (folded: S, each: T) => S, start: S): Reading<S> {
  return foldBelow(steps, x, f, start, steps.size);
}

/**
 * As `foldl`, over the variables of rank 0 to this one: the inclusive prefix.
 *
 * Cost: p F + p g + l, as rank 0 tells all and the last rank hears all. Errors as of `foldl`.
 */
export function scan<T, S>(steps: Bsp, x: Variable<T>, f: (folded: S, each: T) => S, start: S): Reading<S> {
  return foldBelow(steps, x, f, start, steps.rank + 1);
}

/**
 * As `scan`, without this rank's own variable: `start` on rank 0. It is what a rank's elements of a prefix sum begin with.
 *
 * Cost and errors as of `scan`.
 *
 * @example
 * ```ts
 * import { spmd } from "ranks";
 * import { bsp, block, distribute, exscan } from "ranks/bsp";
 * await spmd(async (world) => {
 *   const steps = bsp(world);
 *   const counts = distribute(steps, block(1000, world.size), Int32Array);
 *   const total = steps.register(0, { name: "total" });
 *   await steps.sync();
 *   counts.local.fill(1);
 *   total.value = counts.local.reduce((sum, each) => sum + each, 0);
 *   const before = exscan(steps, total, (a, b) => a + b, 0);
 *   await steps.sync();
 *   let sum = before.value;
 *   counts.local.forEach((each, i, local) => (local[i] = sum += each));
 *   console.assert(counts.local.every((each, i) => each === counts.globalOf(i) + 1));
 * });
 * ```
 */
export function exscan<T, S>(steps: Bsp, x: Variable<T>, f: (folded: S, each: T) => S, start: S): Reading<S> {
  return foldBelow(steps, x, f, start, steps.rank);
}

function foldBelow<T, S>(
  steps: Bsp,
  x: Variable<T>,
  f: (folded: S, each: T) => S,
  start: S,
  end: number,
): Reading<S> {
  const read = Array.from({ length: end }, (_, source) => x.get({ source }));
  return new Later(steps, `the fold of ${x.name}`, () =>
    read.reduce((folded, { value }) => f(folded, value), start),
  );
}

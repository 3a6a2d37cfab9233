import type { Communicator } from "ranks";
import {
  block,
  bsp,
  distribute,
  exscan,
  foldl,
  foldlBlock,
  foldlEach,
  foldlVector,
  gatherAll,
  scan,
} from "ranks/bsp";
import { same, throws } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";

/** Not commutative, so that the order shows. */
const join = (text: string, each: number): string => `${text}${each} `;

export async function foldsGoUpTheRanks(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  const x = steps.register(0);
  await steps.sync();
  for (let round = 0; round < 3; round++) {
    const values = Array.from({ length: steps.size }, () => random(1000));
    x.value = values[steps.rank];
    const all = foldl(steps, x, join, "");
    const upToMe = scan(steps, x, join, "");
    const before = exscan(steps, x, join, "");
    // Put after all gets.
    x.put(-1, { dest: steps.rank });
    await steps.sync();
    same(all.value, values.reduce(join, ""), "foldl");
    same(upToMe.value, values.slice(0, steps.rank + 1).reduce(join, ""), "scan");
    same(before.value, values.slice(0, steps.rank).reduce(join, ""), "exscan");
    same(x.value, -1, "the variable");
  }
}

export async function foldsOfArraysGoElementByElement(world: Communicator, random: Random): Promise<void> {
  const steps = bsp(world);
  for (const n of [0, 1, 2 + random(20), 5000]) {
    const f = (folded: number, each: number): number => 3 * folded + each;
    const element = (rank: number, i: number): number => (7 * rank + 5 * i) % 13;
    const x = steps.register(Float64Array.from({ length: n }, (_, i) => element(steps.rank, i)));
    const big = steps.register(new BigInt64Array(n).fill(BigInt(steps.rank + 1)));
    const blocks = distribute(steps, block(n, steps.size), Float64Array);
    await steps.sync();
    const all = foldlEach(steps, x, f);
    const products = foldlEach(steps, big, (a, b) => a * b);
    const mine = foldlBlock(steps, x, f);
    await steps.sync();
    blocks.local.set(mine.value);
    const joined = gatherAll(blocks);
    await steps.sync();
    const expected = Float64Array.from({ length: n }, (_, i) => {
      let folded = element(0, i);
      for (let rank = 1; rank < steps.size; rank++) folded = f(folded, element(rank, i));
      return folded;
    });
    let factorial = 1n;
    for (let rank = 1; rank <= steps.size; rank++) factorial *= BigInt(rank);
    same(all.value, expected, "in one superstep");
    same(all.value, expected, "looked at again");
    same(joined.value, expected, "in two");
    same(products.value, new BigInt64Array(n).fill(factorial), "bigints");
    x.release();
    big.release();
    blocks.release();
  }
}

export async function vectorsAreFoldedTheCheaperWay(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const n = 100;
  const x = steps.register(new Int32Array(n), { name: "x" });
  const add = (a: number, b: number): number => a + b;
  // (p - 2) n g against l.
  const costs = [
    { g: 1, l: size * n },
    { g: 1, l: Math.max(0, (size - 2) * n - 1) },
  ] as const;
  const folds = costs.map((cost) => foldlVector(steps, x, add, cost));
  same(folds[0].supersteps, 1, "supersteps where a sync is expensive");
  same(folds[1].supersteps, size > 2 ? 2 : 1, "supersteps where words are");
  await steps.sync();
  for (const round of [1, 2])
    for (const fold of folds) {
      for (let i = 0; i < n; i++) x.local[i] = round * (rank + i);
      for (let left = fold.supersteps; left > 0; left--) {
        fold.step();
        throws(() => fold.value, "ERR_RANKS_USAGE");
        await steps.sync();
      }
      const sums = Int32Array.from({ length: n }, (_, i) => round * ((size * (size - 1)) / 2 + size * i));
      same(fold.value, sums, `${fold.supersteps} supersteps`);
    }
}

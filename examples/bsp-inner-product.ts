// The inner product of two vectors, the first program of a course on supersteps (after Bisseling, section 1.3).
//
// The elements are dealt out like cards: rank r has elements r, r + p, r + 2p, ... of both vectors.
//
//   superstep 0   each rank multiplies and adds its elements, and puts the sum into place r of everybody's array
//   superstep 1   each rank adds the p sums that have come
//
//      rank 0   sums: [ s0 s1 s2 s3 ]           every rank writes its own sum
//      rank 1   sums: [ s0 s1 s2 s3 ]           into everybody's array, so that
//      rank 2   sums: [ s0 s1 s2 s3 ]           all ranks have the same answer,
//      rank 3   sums: [ s0 s1 s2 s3 ]           with the same bits
//
// Cost: 2n/p operations, then (p - 1) g + l, then p operations. Try it: with more ranks the first term falls, the second grows.
//
//   npx ranks run -n 4 examples/bsp-inner-product.ts --cost
import assert from "node:assert";
import { spmd } from "ranks";
import { bsp } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N = 1_000_000;
const costs = costOptions();

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const { rank, size } = steps;

  // 1 + 2 + ... + N, as the product of (1, 2, ..., N) and (1, 1, ..., 1).
  const mine = Math.ceil((N - rank) / size);
  const x = Float64Array.from({ length: mine }, (_, i) => rank + i * size + 1);
  const y = new Float64Array(mine).fill(1);

  const sums = steps.register(new Float64Array(size), { name: "sums" });
  await steps.sync();

  let sum = 0;
  for (let i = 0; i < mine; i++) sum += x[i] * y[i];
  for (let dest = 0; dest < size; dest++) sums.put(sum, { dest, offset: rank });
  await steps.sync();

  const product = sums.local.reduce((total, each) => total + each, 0);
  await costs.print(steps);

  assert.strictEqual(product, (N * (N + 1)) / 2);
  if (rank === 0) console.log(`the inner product of ${N} elements is ${product}`);
});

// Sorting by regular sampling (Shi and Schaeffer 1992), in three supersteps.
//
//   superstep 0   each rank sorts its own numbers, and puts p of them, evenly spaced, to everybody: the samples
//   superstep 1   each rank sorts all p^2 samples; every p-th is a splitter, the same on all ranks. Between splitters r - 1 and r
//                 lie the numbers of rank r: they are sent there
//   superstep 2   each rank merges what has come. Rank 0 has the smallest numbers now, rank p - 1 the largest
//
//      rank 0  |1 4 8|9 ...|     |1 2 3 4 8 8|                No rank gets more than twice its share: between two
//      rank 1  |2 8  |11 ..| ->               |9 10 11 ...|   splitters lie p samples, and behind each sample
//      rank 2  |3    |10 ..|                                  at most n / p^2 numbers of its rank.
//
// Cost: (n/p) log n operations and 2 (n/p) g + 3 l.
//
//   npx ranks run -n 4 examples/bsp-sample-sort.ts --cost
import assert from "node:assert";
import { spmd } from "ranks";
import { bsp } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N = 200_000;
const costs = costOptions();

/** The i-th number to sort; every rank could make all of them. */
const number = (i: number): number => Math.imul(i + 1, 0x9e3779b1) >>> 0;

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const { rank, size } = steps;
  const samples = steps.register(new Float64Array(size * size), { name: "samples" });
  await steps.sync();

  const first = Math.floor((N * rank) / size);
  const end = Math.floor((N * (rank + 1)) / size);
  const mine = Float64Array.from({ length: end - first }, (_, i) => number(first + i)).sort();
  const sample = Float64Array.from({ length: size }, (_, i) => mine[Math.floor((i * mine.length) / size)]);
  for (let dest = 0; dest < size; dest++) samples.put(sample, { dest, offset: rank * size });
  await steps.sync();

  const sorted = samples.local.toSorted();
  let from = 0;
  for (let dest = 0; dest < size; dest++) {
    // The last rank takes all that is left.
    const splitter = dest + 1 < size ? sorted[(dest + 1) * size] : Infinity;
    let to = from;
    while (to < mine.length && mine[to] < splitter) to++;
    steps.send(mine.subarray(from, to), { dest });
    from = to;
  }
  await steps.sync();

  const runs = steps.messages<Float64Array>().map(({ value }) => value);
  const result = new Float64Array(runs.reduce((total, run) => total + run.length, 0));
  let at = 0;
  for (const run of runs) {
    result.set(run, at);
    at += run.length;
  }
  result.sort();
  await costs.print(steps);

  // All of it, in its place: as sorting on one rank does it.
  const all = Float64Array.from({ length: N }, (_, i) => number(i)).sort();
  const counts = await world.allgather(result.length);
  const before = counts.slice(0, rank).reduce((total, count) => total + count, 0);
  assert.deepStrictEqual(result, all.slice(before, before + result.length));
  assert.ok(result.length <= Math.max(2 * Math.ceil(N / size), size));
  if (rank === 0) console.log(`${N} numbers sorted; the ranks have ${counts.join(", ")} of them`);
});

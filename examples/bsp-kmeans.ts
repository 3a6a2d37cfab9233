// k-means: points in a plane fall into K clusters, each around its mean (Lloyd 1982).
//
// The points are dealt out to the ranks. Everybody knows all K centres. In each superstep a rank finds the nearest centre of each of
// its points, adds up coordinates and counts for each cluster, and puts these 3K sums to everybody; then all ranks add up the p
// contributions, in the same order, and so move the centres alike.
//
//      points of rank 0 \                             / new centres, on rank 0
//      points of rank 1  >  3 K sums each, to all  ->   the same, on rank 1
//      points of rank 2 /                             \ the same, on rank 2
//
// Cost of a round: about 8 K n / p operations, and 3 K p g + l. The points never move.
//
//   npx ranks run -n 4 examples/bsp-kmeans.ts --cost
import assert from "node:assert";
import { spmd } from "ranks";
import { bsp } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const N = 20_000;
const K = 5;
const ROUNDS = 12;
const costs = costOptions();

/** A number from 0 to 1 that belongs to i. */
const scattered = (i: number): number => (Math.imul(i + 1, 0x85ebca6b) >>> 0) / 2 ** 32;

/** Point i: near one of K places on a circle. On a grid, so that sums of coordinates have no rounding and any order gives the same. */
function point(i: number): readonly [number, number] {
  const angle = (2 * Math.PI * (i % K)) / K;
  const [x, y] = [Math.cos(angle) + 0.4 * scattered(i), Math.sin(angle) + 0.4 * scattered(i + N)];
  return [Math.round(x * 4096) / 4096, Math.round(y * 4096) / 4096];
}

type Centre = readonly [number, number];

/** For each cluster the sum of its points' coordinates, and how many there are. */
function sums(points: readonly Centre[], centres: readonly Centre[]): Float64Array {
  const total = new Float64Array(3 * K);
  for (const [x, y] of points) {
    let nearest = 0;
    let least = Infinity;
    for (let k = 0; k < K; k++) {
      const distance = (x - centres[k][0]) ** 2 + (y - centres[k][1]) ** 2;
      if (distance < least) [nearest, least] = [k, distance];
    }
    total[3 * nearest] += x;
    total[3 * nearest + 1] += y;
    total[3 * nearest + 2]++;
  }
  return total;
}

/** The means; a cluster without points stays where it is. */
function moved(centres: readonly Centre[], total: Float64Array): Centre[] {
  return centres.map((centre, k) => {
    const count = total[3 * k + 2];
    return count === 0 ? centre : [total[3 * k] / count, total[3 * k + 1] / count];
  });
}

await spmd(async (world) => {
  const steps = bsp(world, costs.options);
  const { rank, size } = steps;
  const contributions = steps.register(new Float64Array(3 * K * size), { name: "contributions" });
  await steps.sync();

  const mine: Centre[] = [];
  for (let i = rank; i < N; i += size) mine.push(point(i));
  const start = Array.from({ length: K }, (_, k) => point(k));

  let centres = start;
  for (let round = 0; round < ROUNDS; round++) {
    const own = sums(mine, centres);
    for (let dest = 0; dest < size; dest++) contributions.put(own, { dest, offset: rank * own.length });
    await steps.sync();
    const total = new Float64Array(3 * K);
    contributions.local.forEach((each, i) => (total[i % total.length] += each));
    centres = moved(centres, total);
  }
  await costs.print(steps);

  const all = Array.from({ length: N }, (_, i) => point(i));
  let serial = start;
  for (let round = 0; round < ROUNDS; round++) serial = moved(serial, sums(all, serial));
  assert.deepStrictEqual(centres, serial);
  if (rank === 0)
    console.log(`${N} points in ${K} clusters after ${ROUNDS} rounds: the same centres as on one rank`);
});

// PageRank of a small web, in supersteps.
//
// Page v belongs to rank v mod p. In each superstep a page divides its weight among the pages that it links to, and its new
// weight is made of what it was given. Two numbers concern everybody: the weight of pages without links, which is dealt out to
// all, and how much has changed. Both are aggregators: ranks contribute in one superstep and read the sum in the next.
//
//   npx ranks run -n 4 --threads examples/bsp-pagerank.ts --cost
import assert from "node:assert";
import { spmd, sum } from "ranks";
import { supersteps } from "ranks/bsp";
import { costOptions } from "./support/cost.ts";

const PAGES = 500;
/** The share of weight that follows links; the rest goes anywhere. */
const DAMPING = 0.85;
const TOLERANCE = 1e-12;

/** Up to six links of each page, the same on every rank; some pages have none. Low numbers are popular. */
const links = Array.from({ length: PAGES }, (_, page) =>
  Array.from({ length: (page * 7) % 6 }, (__, i) => (page * 31 + i * i * 17 + page * page) % (PAGES >> i)),
);

const costs = costOptions();

await spmd(async (world) => {
  const { rank, size } = world;
  const pagesOf = (owner: number): number => Math.ceil((PAGES - owner) / size);

  const result = await supersteps(
    world,
    new Float64Array(pagesOf(rank)).fill(1 / PAGES),
    (weights, context) => {
      if (context.superstep > 0) {
        const given = new Float64Array(weights.length);
        for (const { value } of context.messages<Float64Array>())
          for (let i = 0; i < given.length; i++) given[i] += value[i];

        const lost = context.aggregated.lost ?? 0;
        let change = 0;
        for (let i = 0; i < given.length; i++) {
          const weight = (1 - DAMPING) / PAGES + DAMPING * (given[i] + lost / PAGES);
          change += Math.abs(weight - weights[i]);
          weights[i] = weight;
        }
        context.aggregate("change", change);
      }
      // All ranks read the same sum, so all halt in the same superstep.
      if ((context.aggregated.change ?? Infinity) < TOLERANCE) return context.halt();

      // One message to each rank: what all of this rank's pages give to each of that rank's.
      const gifts = Array.from({ length: size }, (_, owner) => new Float64Array(pagesOf(owner)));
      let lost = 0;
      weights.forEach((weight, i) => {
        const targets = links[i * size + rank];
        if (targets.length === 0) lost += weight;
        for (const page of targets) gifts[page % size][Math.floor(page / size)] += weight / targets.length;
      });
      gifts.forEach((gift, dest) => context.send(gift, { dest }));
      context.aggregate("lost", lost);
    },
    { ...costs.options, aggregators: { lost: sum, change: sum }, limit: 1000 },
  );
  await costs.print(result);

  const { state, supersteps: count } = result;
  const expected = serial();
  const error = Math.max(...state.map((weight, i) => Math.abs(weight - expected[i * size + rank])));
  assert(error < 1e-10, `a weight is off by ${error}`);
  const total = await world.allreduce(
    state.reduce((a, b) => a + b, 0),
    sum,
  );
  assert(Math.abs(total - 1) < 1e-9, `the weights' sum is ${total}`);
  if (rank === 0)
    console.log(`${PAGES} pages, ${count} supersteps: off by at most ${error.toExponential(1)}`);
});

/** The same on one rank, until nothing changes any more. */
function serial(): Float64Array {
  let weights = new Float64Array(PAGES).fill(1 / PAGES);
  for (let round = 0; round < 300; round++) {
    const given = new Float64Array(PAGES);
    let lost = 0;
    links.forEach((targets, page) => {
      if (targets.length === 0) lost += weights[page];
      for (const target of targets) given[target] += weights[page] / targets.length;
    });
    weights = given.map((weight) => (1 - DAMPING) / PAGES + DAMPING * (weight + lost / PAGES));
  }
  return weights;
}

// Pi, as the integral of 4 / (1 + x²) from 0 to 1, by the midpoint rule.
//
//   npx ranks run -n 4 examples/pi.ts
import assert from "node:assert";
import { spmd, sum } from "ranks";

const INTERVALS = 10_000_000;

await spmd(async (world) => {
  const width = 1 / INTERVALS;

  // Each rank takes every size-th interval, beginning with its own number.
  let heights = 0;
  for (let i = world.rank; i < INTERVALS; i += world.size) {
    const x = (i + 0.5) * width;
    heights += 4 / (1 + x * x);
  }

  // Every rank gets the sum of all ranks' parts.
  const pi = await world.allreduce(heights * width, sum);

  assert(Math.abs(pi - Math.PI) < 1e-10, `${pi} is not pi`);
  if (world.rank === 0) {
    const error = Math.abs(pi - Math.PI).toExponential(1);
    console.log(`pi = ${pi.toFixed(12)} from ${world.size} ranks (off by ${error})`);
  }
});

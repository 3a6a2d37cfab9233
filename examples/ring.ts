// A token goes round and round the ring of ranks; every rank adds its own number as it passes.
//
//   npx ranks run -n 4 examples/ring.ts
import assert from "node:assert";
import { spmd } from "ranks";

const LAPS = 500;

await spmd(async (world) => {
  const right = (world.rank + 1) % world.size;
  const left = (world.rank - 1 + world.size) % world.size;

  let token = 0;
  const start = performance.now();
  for (let lap = 0; lap < LAPS; lap++) {
    // Rank 0 starts each lap and ends it; the others wait for the token first. If all waited first, all would wait for
    // ever. (A ring of one sends to itself, which is fine.)
    if (world.rank > 0) token = await world.recv<number>({ source: left });
    await world.send(token + world.rank, { dest: right });
    if (world.rank === 0) token = await world.recv<number>({ source: left });
  }

  if (world.rank === 0) {
    const microseconds = (1000 * (performance.now() - start)) / (LAPS * world.size);
    assert.equal(token, (LAPS * world.size * (world.size - 1)) / 2);
    console.log(`the token came back with ${token} after ${LAPS} laps, ${microseconds.toFixed(1)} µs a hop`);
  }
});

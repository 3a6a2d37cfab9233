// Each rank sends so many bytes to each other one, so many times, and checks what comes: `exchange.js BYTES TIMES`.
import assert from "node:assert";
import { spmd } from "ranks";

const [bytes, times] = process.argv.slice(2).map(Number);

await spmd(async (world) => {
  const { rank, size } = world;
  const others = [...Array(size).keys()].filter((other) => other !== rank);
  for (let time = 0; time < times; time++) {
    const mine = new Float64Array(bytes / 8).fill(rank * times + time);
    const received = others.map((source) => world.recv<Float64Array>({ source }));
    await Promise.all(others.map((dest) => world.send(mine, { dest })));
    const all = await Promise.all(received);
    all.forEach((data, i) =>
      assert.ok(data.length === bytes / 8 && data.every((x) => x === others[i] * times + time)),
    );
  }
  console.log(`rank ${rank} has everything`);
});

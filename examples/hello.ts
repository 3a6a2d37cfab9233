// Every rank says who it is.
//
//   npx ranks run -n 4 examples/hello.ts
import assert from "node:assert";
import { spmd } from "ranks";

await spmd(async (world) => {
  // The same program runs on every rank; `rank` and `size` are all that tells them apart.
  const greeting = `hello from rank ${world.rank} of ${world.size}, process ${process.pid}`;

  // Rank 0 gets one entry for each rank, in rank order; the others get undefined.
  const greetings = await world.gather(greeting);

  if (greetings !== undefined) {
    assert.equal(greetings.length, world.size);
    greetings.forEach((line, rank) => assert.match(line, new RegExp(`^hello from rank ${rank} of`)));
    console.log(greetings.join("\n"));
  }
});

// How many descriptors a process holds that has heard from all others.
import { readdirSync } from "node:fs";
import { spmd } from "ranks";

await spmd(async (world) => {
  await world.allgather(world.rank);
  if (world.rank === 0) console.log(JSON.stringify({ descriptors: readdirSync("/proc/self/fd").length }));
  await world.barrier();
});

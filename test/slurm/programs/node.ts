// Each rank says which node it is on, and what the sum of all ranks' numbers is, counted from 1.
import { spmd, sum } from "ranks";

await spmd(async (world) => {
  const total = await world.allreduce(world.rank + 1, sum);
  console.log(`rank ${world.rank} of ${world.size} on ${process.env.SLURMD_NODENAME}, sum ${total}`);
});

// Each rank says on which host it is, and what the sum of all ranks' numbers is, counted from 1.
import { networkInterfaces } from "node:os";
import { spmd, sum } from "ranks";

await spmd(async (world) => {
  const address = networkInterfaces().eth0?.[0].address;
  const total = await world.allreduce(world.rank + 1, sum);
  console.log(`rank ${world.rank} of ${world.size} at ${address}, sum ${total}`);
});

// The sum of all ranks' numbers, counted from 1; rank 0 prints it.
import { spmd, sum } from "ranks";

await spmd(async (world) => {
  const total = await world.allreduce(world.rank + 1, sum);
  if (world.rank === 0) console.log(total);
});

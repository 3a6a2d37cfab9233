import { spmd } from "ranks";

await spmd((world) => console.log(`rank ${world.rank} of ${world.size}`));

// Supersteps in which rank 1 does something bad: `bad-superstep.js WHAT`. The others sync.
import { spmd } from "ranks";
import { bsp } from "ranks/bsp";

const [, , what] = process.argv;

await spmd(async (world) => {
  console.log(`pid ${process.pid}`);
  const steps = bsp(world);
  const x = steps.register(new Float64Array(10), { name: "x" });
  await steps.sync();
  const bad = world.rank === 1;
  if (bad && what === "leaves") return;
  if (bad && what === "dies") process.exit(3);
  if (bad && what === "puts outside") x.put(1, { dest: 0, offset: 10 });
  if (bad && what === "uses what is not there") steps.register(1, { name: "y" }).put(1, { dest: 0 });
  if (bad && what === "registers more") steps.register(1, { name: "y" });
  if (what === "syncs twice") {
    if (bad) void steps.sync();
    // Rank 1 never says it: so its sync can't be complete.
    else await world.recv({ source: 1 });
  }
  if (bad && what === "calls another collective") await world.barrier();
  await steps.sync();
  await steps.sync();
});

// One rank ends without finalizing, which nobody misses: `leave.js RANK [stubborn]`. Where it is rank 0, the others have work for long.
import { init } from "ranks";

const [, , who, how] = process.argv;
const world = await init();
await world.barrier();
if (how === "stubborn") process.on("SIGTERM", () => console.log("asked to end"));

if (world.rank === Number(who)) {
  console.log("left");
  process.exit(0);
}
if (who === "0") setInterval(() => undefined, 1000);
else {
  // Past its end.
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log("done");
  process.exit(0);
}

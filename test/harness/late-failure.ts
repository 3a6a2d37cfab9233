// A program of a job of two ranks: rank 0 has asked whether rank 1 is with it, and looks again when rank 1 has come, failed and answered.
import { setTimeout as sleep } from "node:timers/promises";
import { op, spmd } from "ranks";
import { check } from "./expect.ts";

const broken = op<number>(() => {
  throw new RangeError("cannot combine");
});

/** The rank makes no progress meanwhile. */
function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

await spmd(async (world) => {
  if (world.rank === 1) compute(600);
  let error: unknown;
  const reduction = Promise.resolve(world.allreduce(1, broken)).catch((reason: unknown) => (error = reason));
  if (world.rank === 0) {
    await Promise.race([reduction, sleep(400)]);
    compute(500);
  }
  await Promise.all([reduction, world.barrier()]);
  check(error instanceof RangeError, `the operation's own error, not ${String(error)}`);
});

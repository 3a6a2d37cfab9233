// A program of a job, or alone: joining twice, and what is left after leaving.
import { finalize, init, sum } from "ranks";
import { check, fails, same } from "./expect.ts";

const world = await init();
check((await init()) === world, "init gives the same world again");
same(await world.allreduce(1, sum), world.size, "sum");
const dup = await world.dup();
await world.send("to myself", { dest: world.rank });
same(await world.recv({ source: world.rank }), "to myself", "message");

const unanswered = fails(
  world.recv({ source: world.rank, tag: 77 }),
  "ERR_RANKS_USAGE",
  /pending when this rank called finalize/,
);
await finalize();
await unanswered;
await finalize();
check((await init()) === world, "init gives the world that has ended");
for (const communicator of [world, dup, world.self]) {
  const { rank } = communicator;
  for (const request of [
    communicator.send(1, { dest: rank }),
    communicator.ssend(1, { dest: rank }),
    communicator.recv(),
    communicator.probe(),
    communicator.sendrecv(1, { dest: rank, source: rank }),
    communicator.barrier(),
    communicator.bcast(1),
    communicator.dup(),
    communicator.split(0),
  ])
    await fails(request, "ERR_RANKS_USAGE", /finalize/);
}
console.log("left");

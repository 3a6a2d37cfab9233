// Ranks that wait for each other for ever, each in another way, but for rank 2, which computes for ever.
import { init, sum } from "ranks";

const world = await init();
console.log(`pid ${process.pid}`);
switch (world.rank) {
  case 0:
    world.recv({ source: 1, tag: 7 }).wait();
    break;
  case 1:
    await world.recv({ source: 2 });
    break;
  case 2:
    for (;;);
  case 3:
    await Promise.all([world.recv({ source: 0, tag: 1 }), world.recv({ tag: 2 })]);
    break;
  default:
    world.allreduce(new Float64Array(3), sum).wait();
}

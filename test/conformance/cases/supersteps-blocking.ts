import type { Communicator } from "ranks";
import { bsp } from "ranks/bsp";
import { same } from "../../harness/expect.ts";

export function syncBlocks(world: Communicator): void {
  const steps = bsp(world);
  const { rank, size } = steps;
  const x = steps.register(new Float64Array(5000));
  steps.sync().wait();
  for (let round = 0; round < 20; round++) {
    const dest = (rank + 1) % size;
    x.put(rank + round, { dest, offset: round });
    x.put(new Float64Array(4000).fill(round), { dest, offset: 100 });
    const got = x.get({ source: dest, offset: 100, count: 3000 });
    steps.sync().wait();
    same(x.local[round], ((rank + size - 1) % size) + round, "an element");
    same(x.local[4099], round, "an array");
    same(got[2999], Math.max(0, round - 1), "the round before");
  }
}

export function syncCanBeTested(world: Communicator): void {
  const steps = bsp(world);
  steps.send(steps.rank, { dest: 0 });
  const sync = steps.sync();
  while (!sync.test());
  same(steps.messages().length, steps.rank === 0 ? steps.size : 0, "messages");
}

import type { Communicator } from "ranks";
import { block, bsp, cyclic, distribute, foldl, gatherAll } from "ranks/bsp";
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

export function distributedArraysBlock(world: Communicator): void {
  const steps = bsp(world);
  const line = distribute(steps, block(20, steps.size), Float64Array, { halo: 1, periodic: true });
  const dealt = distribute(steps, cyclic(20, steps.size), Float64Array);
  const total = steps.register(0);
  steps.sync().wait();
  dealt.local.forEach((_, i, local) => (local[i] = dealt.globalOf(i)));
  total.value = dealt.local.length;
  dealt.redistribute(line);
  const count = foldl(steps, total, (a, b) => a + b, 0);
  steps.sync().wait();
  line.exchangeHalo();
  const all = gatherAll(line);
  steps.sync().wait();
  same(count.value, 20, "how many elements there are");
  same(
    all.value,
    Float64Array.from({ length: 20 }, (_, i) => i),
    "all",
  );
  const first = line.globalOf(line.origin);
  same(line.local[0], (first + 19) % 20, "the halo");
}

import type { Communicator } from "ranks";
import { block, bsp, cyclic, distribute, foldl, foldlEach, gatherAll, grid } from "ranks/bsp";
import { fails, same, throws } from "../../harness/expect.ts";

export async function whatDoesNotFitIsRefused(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { size } = steps;
  throws(() => distribute(steps, block(9, size + 1), Int8Array), "ERR_RANKS_USAGE", /block\(9, \d\) is for/);
  throws(() => distribute(steps, cyclic(9, size), Int8Array, { halo: 1 }), "ERR_RANKS_USAGE", /block\(\)/);
  const mixed = grid(block(9, 1), cyclic(9, size));
  throws(() => distribute(steps, mixed, Int8Array, { halo: 1 }), "ERR_RANKS_USAGE", /can't have a halo/);
  throws(() => distribute(steps, block(9, size), Int8Array, { halo: -1 }), "ERR_RANKS_USAGE", /halo is -1/);

  const x = distribute(steps, block(9, size), Float64Array, { name: "x", halo: 1 });
  const y = distribute(steps, cyclic(10, size), Float64Array);
  const floats = distribute(steps, cyclic(9, size), Float32Array);
  const uneven = steps.register(new Float64Array(steps.rank));
  const value = steps.register(1);
  throws(() => x.put(1, { index: 0 }), "ERR_RANKS_USAGE", /after the next sync/);
  await steps.sync();

  throws(() => x.put(1, { index: 9 }), "ERR_RANKS_USAGE", /^x: block/);
  throws(() => x.put([1, 2], { index: 8 }), "ERR_RANKS_USAGE", /^x: block/);
  throws(() => x.put([1, 2], { index: 0, stride: 0 }), "ERR_RANKS_USAGE");
  throws(() => x.put(new Float32Array(1) as never, { index: 0 }), "ERR_RANKS_MISMATCH");
  throws(() => x.get({ index: -1 }), "ERR_RANKS_USAGE");
  throws(() => x.get({ index: 0, count: 10 }), "ERR_RANKS_USAGE");
  throws(() => x.globalOf(0), "ERR_RANKS_USAGE", /^x: .*: place 0 on rank \d holds no element/);
  throws(() => x.redistribute(y), "ERR_RANKS_MISMATCH", /length/);
  if (x.shape[1] > 0) throws(() => x.redistribute(floats as never), "ERR_RANKS_MISMATCH", /Float32Array/);
  if (size > 1) throws(() => foldlEach(steps, uneven, Math.max), "ERR_RANKS_MISMATCH", /of one length/);

  const all = gatherAll(x);
  const sum = foldl(steps, value, (a, b) => a + b, 0);
  throws(() => all.value, "ERR_RANKS_USAGE", /after the next sync/);
  throws(() => sum.value, "ERR_RANKS_USAGE", /after the next sync/);
  await steps.sync();
  same(all.value, new Float64Array(9), "nothing of all that has been done");
  same(sum.value, size, "the sum");
}

export async function ranksThatPartDifferentlyAreTold(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const steps = bsp(world);
  const [one, other] = [block(12, world.size), cyclic(12, world.size)];
  distribute(steps, world.rank === 0 ? one : other, Float64Array, { name: "x" });
  await fails(steps.sync(), "ERR_RANKS_MISMATCH", /x: block\(12, \d\).*|x: cyclic/);
}

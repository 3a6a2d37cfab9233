import type { Communicator } from "ranks";
import { bsp } from "ranks/bsp";
import { check, fails, same, throws } from "../../harness/expect.ts";

export async function whatLiesOutsideIsRefusedAtOnce(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const x = steps.register(new Float64Array(10), { name: "x" });
  await steps.sync();
  const dest = world.size - 1;
  const place = new RegExp(`^superstep 1: x on rank ${dest}: `);
  throws(() => x.put(1, { dest, offset: 10 }), "ERR_RANKS_USAGE", place);
  throws(() => x.put(1, { dest, offset: -1 }), "ERR_RANKS_USAGE", place);
  throws(() => x.put(1, { dest, offset: 0.5 }), "ERR_RANKS_USAGE", place);
  throws(() => x.put([1, 2], { dest, offset: 9 }), "ERR_RANKS_USAGE", place);
  throws(() => x.put([1, 2], { dest, offset: 5, stride: 5 }), "ERR_RANKS_USAGE", place);
  throws(() => x.put([1, 2], { dest, stride: 0 }), "ERR_RANKS_USAGE", place);
  throws(() => x.hpput(new Float64Array(11), { dest }), "ERR_RANKS_USAGE", place);
  throws(() => x.get({ source: dest, offset: 11 }), "ERR_RANKS_USAGE", place);
  throws(() => x.get({ source: dest, count: 11 }), "ERR_RANKS_USAGE", place);
  throws(() => x.get({ source: dest, count: -1 }), "ERR_RANKS_USAGE", place);
  throws(() => x.get({ source: dest, into: new Float64Array(9) }), "ERR_RANKS_TRUNCATED");
  throws(() => x.put(1, { dest: world.size }), "ERR_RANKS_RANK", /^superstep 1: dest is/);
  throws(() => x.get({ source: -1 }), "ERR_RANKS_RANK");
  throws(() => steps.send(1, { dest: world.size }), "ERR_RANKS_RANK");
  throws(() => steps.send(1, { dest, tag: -1 }), "ERR_RANKS_TAG");
  throws(() => steps.send(() => 1, { dest }), "ERR_RANKS_VALUE");
  // Nothing of all that has been done.
  await steps.sync();
  same(x.local, new Float64Array(10), "x");
  same(steps.messages(), [], "messages");
}

export async function otherKindsAreRefused(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const x = steps.register(new Float64Array(10));
  const big = steps.register(new BigInt64Array(10));
  await steps.sync();
  throws(() => x.put(new Float32Array(1) as never, { dest: 0 }), "ERR_RANKS_MISMATCH", /Float32Array/);
  throws(() => x.put(1n as never, { dest: 0 }), "ERR_RANKS_MISMATCH", /bigint/);
  throws(() => x.put(undefined as never, { dest: 0 }), "ERR_RANKS_MISMATCH");
  throws(() => x.put("1" as never, { dest: 0 }), "ERR_RANKS_MISMATCH");
  throws(() => x.get({ source: 0, into: new Int8Array(10) as never }), "ERR_RANKS_MISMATCH");
  throws(() => big.put(1 as never, { dest: 0 }), "ERR_RANKS_MISMATCH");
  throws(() => bsp({} as never), "ERR_RANKS_USAGE");
  await steps.sync();
}

export async function whatIsNotRegisteredIsRefused(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const x = steps.register(new Float64Array(10), { name: "x" });
  throws(() => x.put(1, { dest: 0 }), "ERR_RANKS_USAGE", /^superstep 0: x: .*after the next sync/);
  throws(() => x.release(), "ERR_RANKS_USAGE");
  await steps.sync();
  const v = steps.register("a value");
  throws(() => v.get({ source: 0 }), "ERR_RANKS_USAGE");
  x.release();
  throws(() => x.release(), "ERR_RANKS_USAGE", /^superstep 1: x: /);
  await steps.sync();
  throws(() => x.put(1, { dest: 0 }), "ERR_RANKS_USAGE", /^superstep 2: x: .*released/);
  throws(() => v.get({ source: 0 }).value, "ERR_RANKS_USAGE", /after the next sync/);
  await steps.sync();
}

export async function oneFlowSyncsAtATime(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const x = steps.register(new Float64Array(10));
  await steps.sync();
  if (rank > 0) {
    // Rank 0 does not sync before it has heard of this one.
    const sync = steps.sync();
    throws(() => x.put(1, { dest: 0 }), "ERR_RANKS_USAGE", /^superstep 1: a sync\(\) of this rank/);
    throws(() => x.get({ source: 0 }), "ERR_RANKS_USAGE");
    throws(() => steps.send(1, { dest: 0 }), "ERR_RANKS_USAGE");
    throws(() => steps.messages(), "ERR_RANKS_USAGE");
    throws(() => steps.register(1), "ERR_RANKS_USAGE");
    await fails(steps.sync(), "ERR_RANKS_USAGE", /^superstep 1: a sync\(\) of this rank/);
    await world.send("misused", { dest: 0 });
    await sync;
  } else {
    for (let source = 1; source < size; source++) await world.recv({ source });
    await steps.sync();
  }
  await steps.sync();
  same(steps.superstep, 3, "refused syncs don't count");
}

/** What every rank was told by a sync that must not succeed on any. */
async function told(comm: Communicator, sync: PromiseLike<void>): Promise<string[]> {
  let message = "";
  await sync.then(
    () => undefined,
    (error: unknown) => (message = (error as Error).message),
  );
  return comm.allgather(message);
}

async function differ(
  world: Communicator,
  register: (steps: ReturnType<typeof bsp>, odd: boolean) => void,
  names: RegExp,
): Promise<void> {
  if (world.size === 1) return;
  for (const odd of new Set([0, world.size - 1])) {
    const comm = await world.dup();
    const steps = bsp(comm);
    register(steps, comm.rank === odd);
    const messages = await told(world, steps.sync());
    for (const message of messages)
      check(message !== "", `a rank was told nothing: ${JSON.stringify(messages)}`);
    check(
      messages.some((text) => names.test(text)),
      `nobody named it: ${JSON.stringify(messages)}`,
    );
    throws(() => steps.send(1, { dest: 0 }), "ERR_RANKS_USAGE", /superstep 0 has failed/);
    await fails(steps.sync(), "ERR_RANKS_USAGE");
    await world.barrier();
  }
}

export async function ranksThatRegisterDifferentlyAreTold(world: Communicator): Promise<void> {
  await differ(
    world,
    (steps, odd) => steps.register(odd ? new Float64Array(1) : new Int32Array(1), { name: "x" }),
    /^superstep 0: rank \d registers x \((Float64|Int32)Array\) where this rank registers x \(/,
  );
  await differ(
    world,
    (steps, odd) => steps.register(1, { name: odd ? "here" : "there" }),
    /^superstep 0: rank \d registers (here|there) \(a variable\) where this rank registers (here|there) /,
  );
  await differ(
    world,
    (steps, odd) => odd && steps.register(1),
    /^superstep 0: rank \d registers variable 0 .* where this rank registers nothing more/,
  );
}

export async function ranksInDifferentSuperstepsAreTold(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const steps = bsp(comm);
  await steps.sync();
  const last = world.size - 1;
  // The others are a superstep further on than the last, which has made its world anew.
  const mine = comm.rank === last ? bsp(comm) : steps;
  const messages = await told(world, mine.sync());
  check(
    messages.some((text) => /sync of superstep 1/.test(text) && /sync of superstep 0 of bsp #1/.test(text)),
    JSON.stringify(messages),
  );
}

export async function aSyncAndAnotherCollectiveAreTold(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const steps = bsp(comm);
  const messages = await told(world, comm.rank === 0 ? comm.barrier() : steps.sync());
  check(
    messages.some((text) => /barrier/.test(text) && /sync of superstep 0/.test(text)),
    JSON.stringify(messages),
  );
}

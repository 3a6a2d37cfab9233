import { ANY_SOURCE, ANY_TAG } from "ranks";
import type { Communicator } from "ranks";
import { pending, same } from "../../harness/expect.ts";
import { sample } from "../../harness/samples.ts";
import { neighbours } from "../../harness/neighbours.ts";

export async function aProbeDescribesAndLeavesTheMessage(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const length of [0, 20, 30_000]) {
    const sending = world.send(sample(Float64Array, length, 4), { dest: next, tag: 6 });
    const expected = { source: previous, tag: 6, count: length, bytes: 8 * length };
    same(await world.probe({ source: previous, tag: 6 }), expected, "exact");
    same(await world.probe({ source: ANY_SOURCE, tag: ANY_TAG }), expected, "wildcards");
    same(await world.probe(), expected, "no options");
    const into = new Float64Array(length);
    same(await world.recv({ source: previous, tag: 6, into }), sample(Float64Array, length, 4), "message");
    await sending;
  }
}

export async function aProbeWaits(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const early = world.probe({ source: previous, tag: 1 });
  await world.barrier();
  pending(early, "the probe without a message");
  await world.barrier();
  await world.send("other", { dest: next, tag: 2 });
  await world.send("this", { dest: next, tag: 1 });
  same((await early).tag, 1, "tag");
  same(await world.recv({ source: previous, tag: 2 }), "other", "other");
  same(await world.recv({ source: previous, tag: 1 }), "this", "this");
}

export async function severalProbesSeeOneMessage(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const probes = [
    world.probe(),
    world.probe({ source: previous }),
    world.probe({ tag: 4 }),
    world.probe({ source: previous, tag: 4 }),
  ];
  const sending = world.send([1, 2, 3], { dest: next, tag: 4 });
  for (const probe of probes) same((await probe).source, previous, "source");
  same(await world.recv(), [1, 2, 3], "message");
  await sending;
}

/** A message that a receive already waits for is not there for a probe: the next receive after the probe could not take it. */
export async function aProbePassesByWhatAPostedReceiveTakes(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const receive = world.recv<string>({ source: previous });
  const probe = world.probe({ source: previous });
  await world.barrier();
  await world.send("one", { dest: next });
  same(await receive, "one", "first");
  await world.barrier();
  pending(probe, "the probe for a message that was taken");
  await world.barrier();
  await world.send("three", { dest: next });
  same((await probe).count, 1, "probe");
  same(await world.recv({ source: previous }), "three", "second");
}

export async function theFirstOfSeveralIsProbed(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const sends = [7, 3, 5].map((length) => world.send(new Int32Array(length), { dest: next, tag: length }));
  await world.barrier();
  for (const length of [7, 3, 5]) {
    const { count, tag } = await world.probe({ source: previous });
    same([count, tag], [length, length], "probed");
    same((await world.recv<Int32Array>({ source: previous })).length, length, "received");
  }
  await Promise.all(sends);
}

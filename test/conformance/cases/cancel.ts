import type { Communicator } from "ranks";
import { check, fails, same } from "../../harness/expect.ts";
import { neighbours } from "../../harness/neighbours.ts";

export async function aPostedReceiveCanBeCancelled(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const into = new Float64Array(4);
  const receive = world.recv({ source: previous, into });
  check(receive.cancel(), "it had not matched");
  check(!receive.cancel(), "a second time there is nothing to cancel");
  await fails(receive, "ERR_RANKS_CANCELLED");
  await world.barrier();
  const sending = world.send(Float64Array.of(1, 2), { dest: next });
  same(await world.recv({ source: previous }), Float64Array.of(1, 2), "the message");
  same(into, new Float64Array(4), "the cancelled receive's array");
  await sending;
}

export async function cancelledReceivesLeaveTheOthersInOrder(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const receives = Array.from({ length: 6 }, () => world.recv<number>({ source: previous }));
  for (const i of [0, 3, 5]) check(receives[i].cancel(), `receive ${i} had not matched`);
  await world.barrier();
  for (const value of [1, 2, 3]) await world.send(value, { dest: next });
  same(await Promise.all([receives[1], receives[2], receives[4]]), [1, 2, 3], "in order");
}

export async function aMatchedReceiveCannotBeCancelled(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const sending = world.send("here", { dest: next });
  const receive = world.recv({ source: previous });
  same(await receive, "here", "value");
  check(!receive.cancel(), "it is complete");
  same(await receive, "here", "still");
  await sending;
  check(!sending.cancel(), "a complete send cannot be cancelled");
}

export async function aProbeCanBeCancelled(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const probe = world.probe({ source: previous });
  check(probe.cancel(), "nothing had come");
  await fails(probe, "ERR_RANKS_CANCELLED");
  await world.barrier();
  const sending = world.send(1, { dest: next });
  same(await world.recv({ source: previous }), 1, "value");
  await sending;
}

export async function aCancelledReceiveMayBeForgotten(world: Communicator): Promise<void> {
  world.recv({ tag: 77 }).cancel();
  await world.barrier();
}

export async function aSignalCancels(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const reason = new Error("enough");
  for (const start of [
    (signal: AbortSignal) => world.recv({ source: previous, signal }),
    (signal: AbortSignal) => world.probe({ source: previous, signal }),
  ]) {
    const controller = new AbortController();
    const request = start(controller.signal);
    controller.abort(reason);
    await fails(request, "ERR_RANKS_CANCELLED");
    const cause = await Promise.resolve(request).catch((error: unknown) => (error as Error).cause);
    check(cause === reason, "the reason is the cause");
    await fails(start(AbortSignal.abort(reason)), "ERR_RANKS_CANCELLED");
  }
  await world.barrier();
  const controller = new AbortController();
  const receive = world.recv({ source: previous, signal: controller.signal });
  await world.send("in time", { dest: next });
  same(await receive, "in time", "value");
  controller.abort();
  same(await receive, "in time", "an abort after completion changes nothing");
}

/** A signal that is aborted already takes nothing, though the message is there. */
export async function anAbortedSignalTakesNoMessage(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const sending = world.send("kept", { dest: next });
  await world.barrier();
  await fails(world.recv({ source: previous, signal: AbortSignal.abort() }), "ERR_RANKS_CANCELLED");
  same(await world.recv({ source: previous }), "kept", "message");
  await sending;
}

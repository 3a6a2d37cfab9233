import { ANY_TAG } from "ranks";
import type { Communicator } from "ranks";
import { check, fails, same, throws } from "../../harness/expect.ts";
import { neighbours } from "../../harness/neighbours.ts";

const wrongRanks = [-1, -3, 1.5, NaN, Infinity, "0" as unknown as number];

export async function ranksOutOfRange(world: Communicator): Promise<void> {
  const { size } = world;
  for (const rank of [...wrongRanks, size, 2 ** 31]) {
    await fails(world.send(1, { dest: rank }), "ERR_RANKS_RANK", /dest/);
    await fails(world.ssend(1, { dest: rank }), "ERR_RANKS_RANK", /dest/);
    await fails(world.sendrecv(1, { dest: rank, source: 0 }), "ERR_RANKS_RANK", /dest/);
  }
  for (const rank of [...wrongRanks.slice(1), size]) {
    await fails(world.recv({ source: rank }), "ERR_RANKS_RANK", /source/);
    await fails(world.probe({ source: rank }), "ERR_RANKS_RANK", /source/);
    await fails(world.sendrecv(1, { dest: 0, source: rank }), "ERR_RANKS_RANK", /source/);
  }
  await nothingWasSent(world);
}

export async function tagsOutOfRange(world: Communicator): Promise<void> {
  for (const tag of [-1, -2, 0.5, NaN, 2 ** 31, "1" as unknown as number]) {
    await fails(world.send(1, { dest: 0, tag }), "ERR_RANKS_TAG", /tag/);
    await fails(world.ssend(1, { dest: 0, tag }), "ERR_RANKS_TAG", /tag/);
    await fails(world.sendrecv(1, { dest: 0, source: 0, tag }), "ERR_RANKS_TAG", /tag/);
    if (tag === ANY_TAG) continue;
    await fails(world.recv({ tag }), "ERR_RANKS_TAG", /tag/);
    await fails(world.probe({ tag }), "ERR_RANKS_TAG", /tag/);
  }
  await nothingWasSent(world);
}

export async function valuesThatCannotBeSent(world: Communicator): Promise<void> {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  for (const value of [
    () => 1,
    Symbol("s"),
    class {
      readonly a = 1;
    },
    loop,
  ]) {
    await fails(world.send(value, { dest: 0 }), "ERR_RANKS_VALUE");
    await fails(world.ssend(value, { dest: 0 }), "ERR_RANKS_VALUE");
    await fails(world.sendrecv(value, { dest: 0, source: 0 }), "ERR_RANKS_VALUE");
  }
  await nothingWasSent(world);
}

/** A wrong argument sends nothing, even where the other half of an exchange is right. */
export async function aWrongExchangeSendsNothing(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  await fails(
    world.sendrecv("lost", { dest: next, source: previous, into: "text" as never }),
    "ERR_RANKS_USAGE",
    /into/,
  );
  await nothingWasSent(world);
}

/** What the calls before have sent or posted would be met here. */
async function nothingWasSent(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  await world.barrier();
  const sending = world.send("first", { dest: next, tag: 1 });
  const receive = world.recv();
  same(await receive, "first", "the first message");
  same(receive.status.source, previous, "source");
  await sending;
}

export async function statusComesWithCompletion(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const receive = world.recv({ source: previous });
  throws(() => receive.status, "ERR_RANKS_USAGE", /status/);
  await world.barrier();
  const sending = world.send(1, { dest: next });
  await receive;
  same(receive.status.source, previous, "source");
  await sending;
  const wrong = world.recv({ source: -9 });
  await fails(wrong, "ERR_RANKS_RANK");
  throws(() => wrong.status, "ERR_RANKS_USAGE", /status/);
}

/** A failed request tells its error to whoever asks, as often as they ask. */
export async function everyWayOfAskingTellsTheError(world: Communicator): Promise<void> {
  const awaited = world.recv({ source: -9 });
  await fails(awaited, "ERR_RANKS_RANK");
  await fails(awaited, "ERR_RANKS_RANK");
  throws(() => world.recv({ source: -9 }).test(), "ERR_RANKS_RANK");
  throws(() => world.recv({ source: -9 }).wait(), "ERR_RANKS_RANK");
  throws(() => awaited.wait(), "ERR_RANKS_RANK");
  const [settled] = await Promise.allSettled([world.recv({ source: -9 })]);
  check(settled.status === "rejected", "allSettled");
}

export async function messagesStateFactAndRemedy(world: Communicator): Promise<void> {
  const { size } = world;
  const message = await fails(world.send(1, { dest: size + 3 }), "ERR_RANKS_RANK");
  check(message.includes(String(size + 3)) && message.includes(String(size - 1)), message);
  const tag = await fails(world.send(1, { dest: 0, tag: -5 }), "ERR_RANKS_TAG");
  check(tag.includes("-5"), tag);
}

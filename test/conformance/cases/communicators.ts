import { sum } from "ranks";
import type { Communicator } from "ranks";
import { check, fails, pending, same } from "../../harness/expect.ts";
import type { Random } from "../../harness/random.ts";

export async function theWorldKnowsItself(world: Communicator): Promise<void> {
  same(world.name, "world", "name");
  check(world.rank >= 0 && world.rank < world.size, "rank");
  same(
    await world.allgather(world.rank),
    Array.from({ length: world.size }, (_, i) => i),
    "ranks",
  );
  const { self } = world;
  same([self.rank, self.size, self.name], [0, 1, "self"], "self");
  check(world.self === self, "self is always the same");
}

export async function aDuplicateIsApart(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const dup = await world.dup({ name: "other" });
  same([dup.rank, dup.size, dup.name], [rank, size, "other"], "dup");
  const next = (rank + 1) % size;
  const previous = (rank - 1 + size) % size;
  const there = dup.recv<string>();
  const here = world.recv<string>();
  await world.send("in the world", { dest: next, tag: 1 });
  await world.barrier();
  same(await here, "in the world", "world");
  pending(there, "a receive of the duplicate");
  await world.barrier();
  await dup.send("in the duplicate", { dest: next, tag: 1 });
  same(await there, "in the duplicate", "dup");
  same(there.status.source, previous, "source");
  // Collectives of both overlap.
  const sums = [
    world.allreduce(1, sum),
    dup.allreduce(2, sum),
    world.allreduce(3, sum),
    dup.allreduce(4, sum),
  ];
  same(await Promise.all(sums.toReversed()), [4 * size, 3 * size, 2 * size, size], "sums");
  await dup.free();
}

export async function splitGroupsByColourAndOrdersByKey(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const [color, key] of [
    [(each: number) => each % 3, (each: number) => -each],
    [() => 7, (each: number) => (each * 5) % size],
    [(each: number) => (each < 2 ? -(2 ** 40) : 2 ** 53 - 1), () => 0],
    [(each: number) => -each, (each: number) => each],
  ] as const) {
    const part = (await world.split(color(rank), key(rank)))!;
    const members = Array.from({ length: size }, (_, each) => each).filter(
      (each) => color(each) === color(rank),
    );
    members.sort((a, b) => key(a) - key(b) || a - b);
    same(part.size, members.length, "size");
    same(part.rank, members.indexOf(rank), "rank");
    same(await part.allgather(rank), members, "members");
    // Ranks in messages are those of the part.
    const next = (part.rank + 1) % part.size;
    const sending = part.send(rank, { dest: next });
    const receive = part.recv<number>();
    same(await receive, members[(part.rank - 1 + part.size) % part.size], "neighbour");
    same(receive.status.source, (part.rank - 1 + part.size) % part.size, "source");
    await sending;
    await part.free();
  }
  const named = await world.split(0, undefined, { name: "all" });
  same([named!.name, named!.rank, named!.size], ["all", rank, size], "no key");
  await named!.free();
}

export async function noColourNoCommunicator(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const odd = await world.split(rank % 2 === 1 ? 1 : undefined);
  if (rank % 2 === 0) same(odd, undefined, "even ranks");
  else {
    same(odd!.size, size >> 1, "size");
    same(await odd!.allreduce(1, sum), size >> 1, "sum");
    await odd!.free();
  }
  same(await world.split(undefined), undefined, "nobody");
  await world.barrier();
}

export async function partsOfParts(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const low = (await world.split(rank < size / 2 ? 0 : 1, -rank))!;
  const dup = await low.dup();
  const lower = (await dup.split(dup.rank % 2))!;
  same(await lower.allreduce(1, sum), lower.size, "sum");
  const members = await lower.allgather(rank);
  same(
    members.toSorted((a, b) => b - a),
    members,
    "backwards",
  );
  // Children live on.
  await dup.free();
  await low.free();
  same(
    await lower.allreduce(rank, sum),
    members.reduce((total, each) => total + each, 0),
    "after the parent",
  );
  await lower.free();
}

/** Creations that overlap must not take the same context. */
export async function communicatorsMadeAtOnceAreApart(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const half = (await world.split(rank % 2, rank))!;
  const making = [
    world.dup(),
    half.dup(),
    world.split(rank % 3),
    half.split(0, -rank),
    world.dup(),
    world.self.dup(),
  ];
  const made = (await Promise.all(making)) as Communicator[];
  const receives = made.map((each) => each.recv<number>());
  const base = random(1000);
  for (const [i, each] of [...made.entries()].toReversed())
    await each.send(base + i, { dest: (each.rank + 1) % each.size });
  for (const [i, receive] of receives.entries()) same(await receive, base + i, `communicator ${i}`);
  const sums = made.map((each, i) => each.allreduce(i + 1, sum));
  for (const [i, request] of sums.entries()) same(await request, (i + 1) * made[i].size, `sum ${i}`);
  for (const each of [...made, half]) await each.free();
  same(await world.allreduce(1, sum), size, "world");
}

export async function freedIsGone(world: Communicator): Promise<void> {
  const dup = await world.dup({ name: "short-lived" });
  const freeing = dup.free();
  for (const request of [
    dup.send(1, { dest: 0 }),
    dup.recv(),
    dup.probe(),
    dup.barrier(),
    dup.dup(),
    dup.split(0),
    dup.free(),
  ])
    await fails(request, "ERR_RANKS_USAGE", /short-lived/);
  await freeing;
  await fails(dup.send(1, { dest: 0 }), "ERR_RANKS_USAGE", /short-lived/);
  await fails(world.free(), "ERR_RANKS_USAGE", /world/);
  await fails(world.self.free(), "ERR_RANKS_USAGE", /self/);
  same(await world.allreduce(1, sum), world.size, "world");
}

/** `free` waits for what was started before it. */
export async function freeWaitsForPendingOperations(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const dup = await world.dup();
  const receive = dup.recv<Float64Array>({ source: (rank - 1 + size) % size });
  const sending = dup.send(new Float64Array(5000).fill(rank), { dest: (rank + 1) % size });
  const adding = dup.allreduce(1, sum);
  await dup.free();
  check(receive.test() && sending.test() && adding.test(), "all are complete");
  same((await receive)[4999], (rank - 1 + size) % size, "message");
  same(await adding, size, "sum");
}

export async function manyCommunicatorsInTurn(world: Communicator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const dup = await world.dup();
    // Not received: it must not turn up in a later communicator.
    await dup.send(`left over ${i}`, { dest: world.rank });
    same(await dup.allreduce(i, sum), i * world.size, "sum");
    await dup.free();
  }
}

export async function wrongColoursAndKeys(world: Communicator): Promise<void> {
  for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) {
    await fails(world.split(wrong), "ERR_RANKS_USAGE", /color/);
    await fails(world.split(0, wrong), "ERR_RANKS_USAGE", /key/);
  }
  same(await world.allreduce(1, sum), world.size, "afterwards");
}

export async function selfNeedsNobody(world: Communicator): Promise<void> {
  const { self } = world;
  same(await self.allreduce(5, sum), 5, "sum");
  same(await self.allgather("me"), ["me"], "allgather");
  same(await self.bcast(Float64Array.of(1)), Float64Array.of(1), "bcast");
  const dup = await self.dup();
  same([dup.rank, dup.size], [0, 1], "dup of self");
  const receive = dup.recv();
  await self.send("to self", { dest: 0 });
  same(await self.recv(), "to self", "self");
  pending(receive, "the duplicate's receive");
  await dup.send("to the duplicate", { dest: 0 });
  same(await receive, "to the duplicate", "dup of self");
  await dup.free();
}

/** `self` of any communicator is one and the same context. */
export async function selfIsOne(world: Communicator): Promise<void> {
  const dup = await world.dup();
  await world.self.send("one", { dest: 0 });
  same(await dup.self.recv(), "one", "message");
  const [a, b] = [world.self.allgather({ a: 1 }), dup.self.allgather({ b: 2 })];
  same([await a, await b], [[{ a: 1 }], [{ b: 2 }]], "collectives");
  await dup.free();
}

/** Only the world itself and a rank's own communicator live for ever, whatever others are called. */
export async function aNameProtectsNothing(world: Communicator): Promise<void> {
  for (const name of ["world", "self"]) {
    const dup = await world.dup({ name });
    same(dup.name, name, "name");
    await dup.free();
    await fails(dup.send(1, { dest: 0 }), "ERR_RANKS_USAGE");
  }
  await fails(world.free(), "ERR_RANKS_USAGE");
  await fails(world.self.free(), "ERR_RANKS_USAGE");
}

/** What nobody received, or sent, by the time that all ranks free a communicator fails, and nobody waits for it. */
export async function freeEndsWhatCanNotMatch(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const dup = await world.dup();
  const next = (rank + 1) % size;
  const unanswered = fails(dup.recv({ source: next, tag: 9 }), "ERR_RANKS_USAGE");
  const unread = fails(dup.ssend(new Float64Array(10), { dest: next, tag: 1 }), "ERR_RANKS_USAGE");
  const freed = dup.free();
  await Promise.all([unanswered, unread]);
  await freed;
}

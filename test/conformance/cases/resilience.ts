import { sum } from "ranks";
import type { Communicator, Request } from "ranks";
import { check, fails, same, throws } from "../../harness/expect.ts";
import { neighbours } from "../../harness/neighbours.ts";
import { shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

// What can be had while nobody is lost.

export async function nobodyIsLost(world: Communicator): Promise<void> {
  same([world.lost, world.revoked], [[], false], "world");
  const all = await world.shrink();
  same([all.rank, all.size, all.name], [world.rank, world.size, "world.shrunk"], "shrunk");
  same(await all.allgather(world.rank), [...Array(world.size).keys()], "ranks");
  const named = await all.shrink({ name: "again" });
  same([named.name, await named.allreduce(1, sum)], ["again", world.size], "shrunk again");
  await all.free();
  await named.free();
}

/** A communicator's ranks keep their order, whatever it is. */
export async function shrinkKeepsTheOrder(world: Communicator): Promise<void> {
  const back = (await world.split(0, -world.rank))!;
  const all = await back.shrink();
  same(all.rank, back.rank, "rank");
  same(await all.allgather(world.rank), [...Array(world.size).keys()].reverse(), "ranks");
  await all.free();
  await back.free();
}

export async function agreeIsTheConjunction(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  for (let i = 0; i < 10; i++) {
    const flags = Array.from({ length: size }, () => random(2 ** 31) | (random(2) << 31));
    same(
      await world.agree(flags[rank]),
      flags.reduce((all, flag) => all & flag, ~0),
      "flags",
    );
    const odd = random(2 * size);
    same(await world.agree(rank !== odd), odd >= size, "booleans");
  }
  same(await world.agree(0xffffffff), -1, "as & gives it");
}

export async function wrongFlags(world: Communicator): Promise<void> {
  for (const wrong of [0.5, NaN, 2 ** 32, -(2 ** 31) - 1, "1" as unknown as number])
    await fails(world.agree(wrong), "ERR_RANKS_USAGE", /flag/);
  same(await world.agree(5), 5, "afterwards");
}

/** Those of one communicator are in order; those of several may be started in any. */
export async function manyAgreementsAtOnce(world: Communicator, random: Random): Promise<void> {
  const requests = Array.from({ length: 200 }, (_, i) => world.agree(i | (1 << (world.rank + 10))));
  for (const [i, request] of requests.entries())
    same(await request, world.size > 1 ? i & ((1 << 10) - 1) : i | (1 << 10), `agreement ${i}`);

  const copies = await Promise.all(Array.from({ length: 30 }, () => world.dup()));
  const mine = Array.from({ length: world.size }, () => shuffled(copies.length, random))[world.rank];
  const flags = new Map<number, Request<number>>();
  for (const i of mine) flags.set(i, copies[i].agree(i));
  for (const [i, request] of flags) same(await request, i, `communicator ${i}`);
  for (const copy of copies) await copy.free();
}

export async function agreementsOfPartsAreApart(world: Communicator): Promise<void> {
  const part = (await world.split(world.rank % 2))!;
  same(await part.agree(world.rank % 2 === 0), world.rank % 2 === 0, "part");
  same(await world.self.agree(world.rank), world.rank, "self");
  same(await world.agree(true), true, "world");
  await part.free();
}

/** Whatever a rank waits for, a revocation ends it; and nobody else's business. */
export async function revokeEndsWhatIsPending(world: Communicator, random: Random): Promise<void> {
  const { rank, size } = world;
  const { next, previous } = neighbours(world);
  const comm = await world.dup({ name: "doomed" });
  const other = await world.dup();
  const there = other.recv<string>({ source: previous });
  const large = new Float64Array(50_000);
  const pending = [
    comm.recv({ source: next }),
    comm.recv(),
    comm.probe({ source: previous, tag: 99 }),
    comm.sendrecv(1, { dest: next, source: previous, tag: 7 }),
  ];
  if (size > 1)
    pending.push(comm.ssend(1, { dest: next, tag: 6 }), comm.ssend(large, { dest: next, tag: 6 }));
  // All but one rank wait in a collective.
  const revoker = random(size);
  if (rank !== revoker) pending.push(comm.allreduce(1, sum), comm.allreduce(large, sum), comm.dup());
  // The receives above would take the messages.
  const outcomes = pending.slice(2).map((request) => ended(request));
  const [first, second] = pending.map((request) => ended(request));
  if (rank === revoker) comm.revoke();
  const codes = await Promise.all([first, second, ...outcomes]);
  for (const code of codes) check(code === "" || code === "ERR_RANKS_REVOKED", code);
  check(codes.includes("ERR_RANKS_REVOKED"), "something was pending");
  check(comm.revoked && !other.revoked && !world.revoked, "revoked");
  await everythingIsRefused(comm);
  await other.send("elsewhere", { dest: next });
  same(await there, "elsewhere", "another communicator");
  await comm.free();
  await fails(comm.send(1, { dest: 0 }), "ERR_RANKS_USAGE", /freed/);
  await other.free();
}

async function ended(request: Request<unknown>): Promise<string> {
  try {
    await request;
    return "";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

async function everythingIsRefused(comm: Communicator): Promise<void> {
  for (const request of [
    comm.send(1, { dest: 0 }),
    comm.ssend(1, { dest: 0 }),
    comm.recv(),
    comm.probe(),
    comm.sendrecv(1, { dest: 0, source: 0 }),
    comm.barrier(),
    comm.allreduce(1, sum),
    comm.dup(),
    comm.split(0),
  ])
    await fails(request, "ERR_RANKS_REVOKED", new RegExp(`revoked ${comm.name}`));
}

/** Some hear of it before they have the communicator. */
export async function revokedBeforeAllHaveIt(world: Communicator): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const making = world.dup({ name: "early" });
    if (world.rank === 0) {
      const comm = await making;
      comm.revoke();
      await comm.free();
      continue;
    }
    const comm = await making;
    const code = await ended(comm.recv({ source: 0 }));
    same([code, comm.revoked], ["ERR_RANKS_REVOKED", true], "the new communicator");
    await comm.free();
  }
  same(await world.allreduce(1, sum), world.size, "world");
}

export async function revokedByAllAtOnce(world: Communicator): Promise<void> {
  const comm = await world.dup({ name: "doomed" });
  comm.revoke();
  comm.revoke();
  await everythingIsRefused(comm);
  same(await comm.agree(true), true, "agree");
  const all = await comm.shrink();
  same(await all.allreduce(world.rank, sum), (world.size * (world.size - 1)) / 2, "shrunk");
  await comm.free();
  throws(() => comm.revoke(), "ERR_RANKS_USAGE", /freed/);
  await fails(comm.agree(true), "ERR_RANKS_USAGE", /freed/);
  await fails(comm.shrink(), "ERR_RANKS_USAGE", /freed/);
  await fails(comm.free(), "ERR_RANKS_USAGE", /freed/);
  await all.free();
}

/** What nobody received is thrown away, and its room is used again. */
export async function messagesOfTheRevokedGoAway(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (let i = 0; i < 40; i++) {
    const comm = await world.dup({ name: `doomed ${i}` });
    const sends = Array.from({ length: 30 }, () => comm.send(new Uint8Array(1000), { dest: next }));
    const outcomes = sends.map((send) => ended(send));
    if (i % 2 === 0) await world.barrier();
    if (world.rank === i % world.size) comm.revoke();
    else await ended(comm.recv({ tag: 5 }));
    for (const code of await Promise.all(outcomes))
      check(code === "" || code === "ERR_RANKS_REVOKED", `send: ${code}`);
    await comm.free();
  }
  const mine = new Float64Array(1000).fill(world.rank);
  const theirs = world.recv<Float64Array>({ source: previous });
  await world.send(mine, { dest: next });
  same((await theirs)[999], previous, "a message");
}

/** An array that a failed operation gave back is not read or filled any more. */
export async function arraysOfTheRevokedAreFree(world: Communicator): Promise<void> {
  const { rank, size } = world;
  if (size === 1) return;
  for (const length of [1000, 50_000]) {
    const comm = await world.dup();
    const array = new Float64Array(length);
    const adding = rank === 0 ? undefined : ended(comm.bcast(array, { root: 1, into: array }));
    if (rank === 0) comm.revoke();
    await adding;
    array.fill(rank + 1);
    await world.barrier();
    await world.barrier();
    check(
      array.every((each) => each === rank + 1),
      "the array was written after its operation had ended",
    );
    await comm.free();
  }
}

/** One calls agree where the others call shrink: somebody is told. */
export async function agreeAndShrinkAreApart(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const code = await ended(world.rank === 0 ? comm.agree(true) : comm.shrink());
  const codes = await world.allgather(code);
  check(codes.includes("ERR_RANKS_MISMATCH"), codes.join());
  await comm.free();
}

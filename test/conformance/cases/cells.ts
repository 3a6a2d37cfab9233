import { max, op, sum } from "ranks";
import type { Communicator, Request } from "ranks";
import { check, fails, same } from "../../harness/expect.ts";
import { shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";

// Ranks that share memory meet in it (ARCHITECTURE.md, "Collectives in shared memory"). What must hold there must hold anywhere.

/** More communicators than there is shared memory for. */
const MANY = 20;

/** Associative, and not commutative: maps x -> a x + b are composed, packed into one whole number modulo 2^16. */
const compose = op((left: number, right: number): number => {
  const [a, b, c, d] = [left >>> 8, left & 255, right >>> 8, right & 255];
  return (((a * c) & 255) << 8) | ((b * c + d) & 255);
});

async function manyDuplicates(world: Communicator): Promise<Communicator[]> {
  const all: Communicator[] = [];
  for (let i = 0; i < MANY; i++) all.push(await world.dup());
  return all;
}

/** Values whose sum depends on the order of additions; the same for the same arguments. */
function rough(rank: number, length: number, round: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => Math.sin(1 + rank + 7 * i + 31 * round) * 10 ** ((rank + i) % 9),
  );
}

/** A communicator that has no shared memory gives the same bits as one that has. */
export async function theSameBitsWithoutSharedMemory(world: Communicator, random: Random): Promise<void> {
  const all = await manyDuplicates(world);
  const [first, last] = [all[0], all[MANY - 1]];
  for (let round = 0; round < 12; round++) {
    const length = random(2) === 0 ? random(20) : random(5000);
    await compare(first, last, length, random(world.size), round);
  }
  for (const each of all) await each.free();
}

/** Arrays that go through shared memory in many pieces. */
export async function theSameBitsInPieces(world: Communicator, random: Random): Promise<void> {
  const all = await manyDuplicates(world);
  for (const length of [4000, 9001]) await compare(all[0], all[MANY - 1], length, random(world.size), 0);
  for (const each of all) await each.free();
}

async function compare(
  first: Communicator,
  last: Communicator,
  length: number,
  root: number,
  round: number,
): Promise<void> {
  const mine = rough(first.rank, length, round);
  const total = await last.allreduce(mine, sum);
  same(await first.allreduce(mine, sum), total, `sum of ${length}`);
  const longer = new Float64Array(length + 3).fill(7);
  same(await first.allreduce(mine, sum, { into: longer }), longer, "into");
  same(longer.subarray(0, length), total, `sum of ${length}, into a longer one`);
  same(longer.subarray(length), Float64Array.of(7, 7, 7), "what is behind it");
  const place = mine.slice();
  same(await first.allreduce(place, sum, { into: place }), total, `sum of ${length}, in place`);
  const floats = Float32Array.from(mine);
  same(await first.allreduce(floats, sum), await last.allreduce(floats, sum), `sum of ${length} floats`);
  const small = Int32Array.from(mine, (x) => Math.abs(Math.trunc(x)) & 0xffff);
  same(await first.allreduce(small, compose), await last.allreduce(small, compose), "composition");
  same(
    await first.reduce(small, compose, { root }),
    await last.reduce(small, compose, { root }),
    "composition at a root",
  );
  same(
    await first.reduce(mine, sum, { root }),
    await last.reduce(mine, sum, { root }),
    `sum of ${length} at ${root}`,
  );
  const one = rough(first.rank, 1, round)[0];
  same(await first.allreduce(one, sum), await last.allreduce(one, sum), "sum of numbers");
  same(await first.reduce(one, max, { root }), await last.reduce(one, max, { root }), "greatest number");
}

/** Roots that wait for nobody, again and again, and more in flight than there is room for. */
export async function rootsRunAhead(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const pending: Request<unknown>[] = [];
  for (let i = 0; i < 60; i++)
    pending.push(world.bcast(rank === (i % 2) % size ? i : undefined, { root: (i % 2) % size }));
  for (const [i, request] of pending.entries()) same(await request, i, "broadcast");
  for (let i = 0; i < 60; i++) {
    const total = await world.reduce(rank + i, sum, { root: size - 1 });
    same(total, rank === size - 1 ? (size * (size - 1)) / 2 + i * size : undefined, `reduction ${i}`);
  }
}

/** The root alone knows how large a value is, and of what kind. */
export async function broadcastsOfAnySize(world: Communicator, random: Random): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const root = random(world.size);
    const length = [0, 1, 33, 255, 256, 257, 4095, 4096, 4097, 20_000][random(10)];
    const bytes = Uint8Array.from({ length }, (_, at) => at * i);
    const values: readonly unknown[] = [
      bytes,
      Buffer.from(bytes),
      "x".repeat(length),
      { i, bytes },
      bytes.buffer,
      i,
      null,
    ];
    const value = values[random(values.length)];
    same(
      await world.bcast(world.rank === root ? value : undefined, { root }),
      value,
      `broadcast of ${length}`,
    );
    const into = new Uint8Array(length + random(3));
    same(await world.bcast(world.rank === root ? bytes : undefined, { root, into }), into, "into");
    same(into.subarray(0, length), bytes, "elements");
  }
}

/** A value that does not go where a rank wants it fails there, and nowhere else. */
export async function refusedByOne(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const root = world.size - 1;
  const value = world.rank === root ? Float64Array.of(1, 2) : undefined;
  if (world.rank === 0)
    await fails(world.bcast(value, { root, into: new Float64Array(1) }), "ERR_RANKS_TRUNCATED", /16 bytes/);
  else same(await world.bcast(value, { root }), Float64Array.of(1, 2), "broadcast");
  await world.barrier();
}

/** Memory that a freed communicator used is another's, which begins anew. */
export async function communicatorsInTurn(world: Communicator): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    const comm = turn % 2 === 0 ? await world.dup() : (await world.split(world.rank % 2, -world.rank))!;
    for (let i = 0; i <= turn % 7; i++)
      same(await comm.allreduce(i, sum), i * comm.size, `turn ${turn}, sum ${i}`);
    same(await comm.bcast(comm.rank === 0 ? turn : undefined), turn, `turn ${turn}`);
    await comm.free();
  }
}

/** Large and small ones, started together, awaited in any order. */
export async function largeAndSmallInFlight(world: Communicator, random: Random): Promise<void> {
  const lengths = Array.from({ length: 12 }, () => [1, 30, 700, 3000][random(4)]);
  const pending = lengths.map((length, i) =>
    world.allreduce(new Float64Array(length).fill(world.rank + i), sum),
  );
  for (const i of shuffled(lengths.length, random)) {
    const each = (world.size * (world.size - 1)) / 2 + i * world.size;
    same(await pending[i], new Float64Array(lengths[i]).fill(each), `sum ${i} of ${lengths[i]}`);
  }
}

/** An operation that throws on one rank, amid a large array, fails there; the others hear of it, and all go on. */
export async function throwsInPieces(world: Communicator): Promise<void> {
  if (world.size === 1) return;
  const comm = await world.dup();
  const failing = op((left: number, right: number): number => {
    if (comm.rank === 0) throw new RangeError("too much for rank 0");
    return left + right;
  });
  // Who combines nothing may have its answer all the same.
  const [outcome] = await Promise.allSettled([comm.allreduce(new Float64Array(2500).fill(1), failing)]);
  if (outcome.status === "rejected") {
    const { message } = outcome.reason as Error;
    check(message === "too much for rank 0" || /MISMATCH|gave up|waits in/.test(message), message);
  }
  const value = new Float64Array(2500).fill(comm.rank);
  same((await comm.allreduce(value, sum))[2499], (comm.size * (comm.size - 1)) / 2, "the next one");
  await comm.free();
}

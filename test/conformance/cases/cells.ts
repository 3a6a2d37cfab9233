import { max, op, sum } from "ranks";
import type { Communicator, Request } from "ranks";
import { fails, same } from "../../harness/expect.ts";
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
    const length = random(2) === 0 ? random(20) : random(1500);
    const mine = rough(world.rank, length, round);
    const root = random(world.size);
    same(await first.allreduce(mine, sum), await last.allreduce(mine, sum), `sum of ${length}`);
    same(
      await first.reduce(mine, sum, { root }),
      await last.reduce(mine, sum, { root }),
      `sum of ${length} at ${root}`,
    );
    const small = Int32Array.from(mine, (x) => Math.abs(Math.trunc(x)) & 0xffff);
    same(
      await first.allreduce(small, compose),
      await last.allreduce(small, compose),
      `composition of ${length}`,
    );
    same(
      await first.reduce(small, compose, { root }),
      await last.reduce(small, compose, { root }),
      "composition at a root",
    );
    const one = rough(world.rank, 1, round)[0];
    same(await first.allreduce(one, sum), await last.allreduce(one, sum), "sum of numbers");
    same(await first.reduce(one, max, { root }), await last.reduce(one, max, { root }), "greatest number");
  }
  for (const each of all) await each.free();
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

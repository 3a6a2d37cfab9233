import { sum } from "ranks";
import type { Communicator } from "ranks";
import { same } from "../../harness/expect.ts";
import { sample } from "../../harness/samples.ts";
import { neighbours } from "../../harness/neighbours.ts";

const MIB = 1 << 20;

export async function messagesOfSeveralMebibytes(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const [blocking, bytes] of [
    [true, 3 * MIB],
    [false, 3 * MIB + 5],
  ] as const) {
    const receive = world.recv<Uint8Array>({ source: previous });
    const sending = world.send(sample(Uint8Array, bytes, world.rank), { dest: next });
    same(blocking ? receive.wait() : await receive, sample(Uint8Array, bytes, previous), `${bytes} bytes`);
    await sending;
  }
}

export async function largeValuesThatAreNoArrays(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const make = (seed: number): unknown => ({
    text: "x".repeat(MIB),
    list: Array.from({ length: 60_000 }, (_, i) => i * seed),
    bytes: sample(Uint8Array, MIB, seed),
  });
  const sending = world.send(make(world.rank), { dest: next });
  same(await world.recv({ source: previous }), make(previous), "object");
  await sending;
}

export async function largeCollectives(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const length = MIB / 4;
  const whole = await world.bcast(rank === size - 1 ? sample(Float64Array, length, 3) : undefined, {
    root: size - 1,
  });
  same(whole, sample(Float64Array, length, 3), "bcast");
  same(
    await world.allreduce(new Float64Array(length).fill(rank), sum),
    new Float64Array(length).fill((size * (size - 1)) / 2),
    "allreduce",
  );
  const pieces = await world.allgather(sample(Int16Array, length, rank));
  pieces.forEach((piece, source) => same(piece, sample(Int16Array, length, source), `piece ${source}`));
}

import { op, sum } from "ranks";
import type { Communicator } from "ranks";
import { same } from "../../harness/expect.ts";
import { shuffled } from "../../harness/random.ts";
import type { Random } from "../../harness/random.ts";
import { sample } from "../../harness/samples.ts";

function ranksOf({ size }: Communicator): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

/** Starts one collective, and gives a check of its answer. */
type Start = (world: Communicator, i: number) => { request: PromiseLike<unknown>; expected: unknown };

const concatenation = op<string>((left, right) => left + right);

const kinds: readonly Start[] = [
  (world) => ({ request: world.barrier(), expected: undefined }),
  (world, i) => {
    const root = i % world.size;
    return {
      request: world.bcast(world.rank === root ? { number: i } : undefined, { root }),
      expected: { number: i },
    };
  },
  (world, i) => ({
    request: world.bcast(world.rank === 0 ? sample(Float64Array, 3000, i) : undefined),
    expected: sample(Float64Array, 3000, i),
  }),
  (world, i) => ({
    request: world.allreduce(world.rank + i, sum),
    expected: (world.size * (world.size - 1)) / 2 + i * world.size,
  }),
  (world, i) => ({
    request: world.allreduce(new Float64Array(3000).fill(i), sum),
    expected: new Float64Array(3000).fill(i * world.size),
  }),
  (world, i) => ({
    request: world.allreduce(`${world.rank}.${i} `, concatenation),
    expected: ranksOf(world)
      .map((rank) => `${rank}.${i} `)
      .join(""),
  }),
  (world, i) => ({
    request: world.gather([world.rank, i], { root: i % world.size }),
    expected: world.rank === i % world.size ? ranksOf(world).map((rank) => [rank, i]) : undefined,
  }),
  (world, i) => ({
    request: world.allgather(world.rank * i),
    expected: ranksOf(world).map((rank) => rank * i),
  }),
  (world, i) => ({
    request: world.scatter(world.rank === 0 ? ranksOf(world).map((rank) => rank + i) : undefined),
    expected: world.rank + i,
  }),
  (world, i) => ({
    request: world.alltoall(ranksOf(world).map((to) => [world.rank, to, i])),
    expected: ranksOf(world).map((from) => [from, world.rank, i]),
  }),
  (world, i) => ({
    request: world.reduceScatter(new Int32Array(world.size).fill(i), sum),
    expected: Int32Array.of(i * world.size),
  }),
  (world, i) => ({ request: world.scan(i, sum), expected: i * (world.rank + 1) }),
  (world, i) => ({ request: world.exscan(i, sum), expected: world.rank === 0 ? undefined : i * world.rank }),
];

/** Collectives that overlap do not mix: started in one order everywhere, awaited in any, with messages in between. */
export async function severalCollectivesInFlight(world: Communicator, random: Random): Promise<void> {
  const order = [...shuffled(kinds.length, random), ...shuffled(kinds.length, random)];
  const talk = Array.from({ length: 3 }, (_, i) =>
    world.send(`talk ${i}`, { dest: (world.rank + 1) % world.size, tag: 50 }),
  );
  const started = order.map((kind, i) => kinds[kind](world, i));
  for (const i of shuffled(started.length, random))
    same(
      await started[i].request,
      started[i].expected,
      `collective ${i} (${kinds.indexOf(kinds[order[i]])})`,
    );
  for (let i = 0; i < 3; i++) same(await world.recv({ tag: 50 }), `talk ${i}`, "message between");
  await Promise.all(talk);
}

/** A receive from anybody with any tag hears no collective. */
export async function wildcardsHearNoCollective(world: Communicator): Promise<void> {
  const receive = world.recv();
  await world.barrier();
  await world.allgather("noise");
  const sending = world.send("signal", { dest: (world.rank + 1) % world.size, tag: 3 });
  same(await receive, "signal", "message");
  await sending;
}

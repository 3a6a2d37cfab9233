import { op, sum } from "ranks";
import type { Communicator } from "ranks";
import { check, same, throws } from "../../harness/expect.ts";
import { amid, arrayClasses, awkwardValues, sample, sizes } from "../../harness/samples.ts";
import { neighbours } from "../../harness/neighbours.ts";

// These stop the thread, so they need ranks with a thread each: no simulated world can run them.

function ranksOf({ size }: Communicator): number[] {
  return Array.from({ length: size }, (_, rank) => rank);
}

export function valuesGoRoundTheRing(world: Communicator): void {
  const { next, previous } = neighbours(world);
  for (const [name, make] of Object.entries(awkwardValues)) {
    const sending = world.send(make(), { dest: next });
    same(world.recv({ source: previous }).wait(), make(), name);
    sending.wait();
  }
  for (const size of sizes) {
    const receive = world.recv<Uint8Array>({ source: previous });
    world.send(sample(Uint8Array, size, world.rank), { dest: next }).wait();
    same(receive.wait(), sample(Uint8Array, size, previous), `${size} bytes`);
    same(receive.status.bytes, size, "status");
  }
}

export function arraysGoRoundTheRing(world: Communicator): void {
  const { next, previous } = neighbours(world);
  for (const Class of arrayClasses)
    for (const length of [0, 1, 31, 5000]) {
      const into = amid(new Class(length));
      const receive = world.recv({ source: previous, into });
      world.send(sample(Class, length, world.rank), { dest: next }).wait();
      check(receive.wait() === into, "the answer is `into`");
      same(Array.from(into as never), Array.from(sample(Class, length, previous) as never), Class.name);
    }
}

/** Nobody answers without having been asked: each wait must see the other's message. */
export function pingPong(world: Communicator): void {
  const { rank, size } = world;
  for (let i = 0; i < 300; i++) {
    if (rank === 0) {
      for (let other = 1; other < size; other++) {
        world.send(i, { dest: other }).wait();
        same(world.recv({ source: other }).wait(), i + other, "answer");
      }
    } else {
      const got = world.recv<number>({ source: 0 }).wait();
      world.send(got + rank, { dest: 0 }).wait();
    }
  }
}

export function waitCanTimeOut(world: Communicator): void {
  const { next, previous } = neighbours(world);
  const receive = world.recv({ source: previous, tag: 4 });
  const start = performance.now();
  throws(() => receive.wait(30), "ERR_RANKS_TIMEOUT", /30/);
  const took = performance.now() - start;
  check(took >= 29, `it gave up after ${took} ms`);
  throws(() => receive.wait(0), "ERR_RANKS_TIMEOUT");
  check(!receive.test(), "it is still pending");
  world.barrier().wait();
  world.send("late", { dest: next, tag: 4 }).wait();
  same(receive.wait(10_000), "late", "it can still complete");
  same(receive.wait(), "late", "and be asked again");
}

export function testUntilDone(world: Communicator): void {
  const { next, previous } = neighbours(world);
  const receive = world.recv<Float64Array>({ source: previous });
  const sending = world.send(sample(Float64Array, 30_000, world.rank), { dest: next });
  let looks = 0;
  while (!receive.test() || !sending.test()) looks++;
  same(receive.wait(), sample(Float64Array, 30_000, previous), `after ${looks} looks`);
}

/** While one request is waited for, the others go on. */
export function everythingMovesDuringAWait(world: Communicator): void {
  const { rank, size } = world;
  const large = sample(Uint8Array, 700_000, rank);
  const sends = ranksOf(world).map((dest) => world.send(large, { dest, tag: 1 }));
  const receives = ranksOf(world).map((source) => world.recv<Uint8Array>({ source, tag: 1 }));
  const total = world.allreduce(rank, sum);
  world.barrier().wait();
  same(total.wait(), (size * (size - 1)) / 2, "sum");
  for (const source of ranksOf(world).toReversed())
    same(receives[source].wait(), sample(Uint8Array, 700_000, source), `from ${source}`);
  for (const sending of sends) sending.wait();
}

export function everyCollective(world: Communicator): void {
  const { rank, size } = world;
  const ranks = ranksOf(world);
  const join = op<string>((left, right) => left + right);
  for (const root of ranks) {
    world.barrier().wait();
    same(world.bcast(rank === root ? { root } : undefined, { root }).wait(), { root }, "bcast");
    same(world.gather(rank, { root }).wait(), rank === root ? ranks : undefined, "gather");
    same(world.scatter(rank === root ? ranks : undefined, { root }).wait(), rank, "scatter");
    same(
      world.reduce(String(rank), join, { root }).wait(),
      rank === root ? ranks.join("") : undefined,
      "reduce",
    );
  }
  same(world.allgather(rank).wait(), ranks, "allgather");
  same(
    world.alltoall(ranks.map((to) => rank * 10 + to)).wait(),
    ranks.map((from) => from * 10 + rank),
    "alltoall",
  );
  for (const length of [1, 100, 3000, 30_000]) {
    const mine = new Float64Array(length).fill(rank);
    same(
      world.allreduce(mine, sum).wait(),
      new Float64Array(length).fill((size * (size - 1)) / 2),
      "allreduce",
    );
    same(world.scan(mine, sum).wait(), new Float64Array(length).fill((rank * (rank + 1)) / 2), "scan");
    const before = world.exscan(mine, sum).wait();
    same(before, rank === 0 ? undefined : new Float64Array(length).fill((rank * (rank - 1)) / 2), "exscan");
    const whole = new Float64Array(length * size).fill(rank);
    same(
      world.reduceScatter(whole, sum).wait(),
      new Float64Array(length).fill((size * (size - 1)) / 2),
      "reduceScatter",
    );
  }
}

/** Blocking and awaiting ranks talk to each other, and one rank does both. */
export async function waitingAndAwaitingMix(world: Communicator): Promise<void> {
  const { rank } = world;
  const { next, previous } = neighbours(world);
  for (let i = 0; i < 60; i++) {
    const blocking = (rank + i) % 2 === 0;
    const sending = world.send(sample(Int32Array, (i * 997) % 9000, rank), { dest: next });
    const receive = world.recv<Int32Array>({ source: previous });
    same(
      blocking ? receive.wait() : await receive,
      sample(Int32Array, (i * 997) % 9000, previous),
      `message ${i}`,
    );
    if (blocking) await sending;
    else sending.wait();
    const total = world.allreduce(i, sum);
    same(blocking ? total.wait() : await total, i * world.size, "sum");
  }
}

/** What is awaited elsewhere completes during a wait, and its listeners run afterwards. */
export async function awaitedRequestsCompleteDuringAWait(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const heard: unknown[] = [];
  const awaited = (async () => void heard.push(await world.recv({ source: previous, tag: 1 })))();
  // The await begins before the wait does.
  await Promise.resolve();
  await Promise.resolve();
  const sends = [world.send("one", { dest: next, tag: 1 }), world.send("two", { dest: next, tag: 2 })];
  same(world.recv({ source: previous, tag: 2 }).wait(), "two", "waited for");
  same(heard, [], "no listener runs inside a wait");
  await awaited;
  same(heard, ["one"], "awaited");
  for (const sending of sends) sending.wait();
}

/** Longer than any spinning: the ranks that wait have gone to sleep and must be woken. */
export async function sleepersAreWoken(world: Communicator): Promise<void> {
  const { rank, size } = world;
  for (const blocking of [true, false])
    for (let late = 0; late < Math.min(size, 3); late++) {
      if (rank === late) await new Promise((resolve) => setTimeout(resolve, 40));
      const barrier = world.barrier();
      if (blocking) barrier.wait();
      else await barrier;
      const large = world.bcast(rank === late ? sample(Uint8Array, 300_000, late) : undefined, {
        root: late,
      });
      same(blocking ? large.wait() : await large, sample(Uint8Array, 300_000, late), "large");
    }
}

export function probesBlockToo(world: Communicator): void {
  const { next, previous } = neighbours(world);
  const sending = world.send([1, 2, 3], { dest: next, tag: 12 });
  same(world.probe().wait().tag, 12, "probe");
  same(world.recv({ source: previous, tag: 12 }).wait(), [1, 2, 3], "message");
  sending.wait();
}

/** Awaiting many requests of which none can complete lets the event loop go on. */
export async function manyAwaitedReceivesLeaveTimersAlone(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const receives = Array.from({ length: 500 }, (_, i) => world.recv({ source: previous, tag: i }));
  const all = Promise.all(receives);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await world.barrier();
  for (let tag = 0; tag < receives.length; tag++) void world.send(tag, { dest: next, tag });
  same(
    await all,
    receives.map((_, tag) => tag),
    "answers",
  );
}

import { PROC_NULL } from "ranks";
import type { Communicator, TypedArray } from "ranks";
import { check, pending, same } from "../../harness/expect.ts";
import { neighbours } from "../../harness/neighbours.ts";
import { amid, arrayClasses, awkwardValues, sample, sizes, stamp } from "../../harness/samples.ts";

export async function awkwardValuesSurvive(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const [name, make] of Object.entries(awkwardValues)) {
    const sending = world.send(make(), { dest: next });
    same(await world.recv({ source: previous }), make(), name);
    await sending;
  }
}

export async function everyArrayKindSurvives(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const Class of arrayClasses) {
    for (const length of [0, 1, 3, 33, 1500]) {
      const sending = world.send(sample(Class, length, world.rank), { dest: next });
      const came = await world.recv<TypedArray>({ source: previous });
      same(came, sample(Class, length, previous), `${Class.name} of ${length}`);
      same(came.buffer.byteLength, came.byteLength, `memory behind a ${Class.name} of ${length}`);
      await sending;
    }
  }
}

export async function buffersKeepTheirType(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const bytes of [0, 1, 900, 40_000]) {
    const make = (seed: number): unknown[] => {
      const content = sample(Uint8Array, bytes, seed);
      return [Buffer.from(content), content.buffer, new DataView(content.buffer)];
    };
    for (const [i, value] of make(world.rank).entries()) {
      const sending = world.send(value, { dest: next });
      same(await world.recv({ source: previous }), make(previous)[i], `buffer ${i} of ${bytes} bytes`);
      await sending;
    }
  }
}

export async function viewsSendOnlyTheirPart(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const Class of arrayClasses) {
    for (const length of [0, 5, 2000]) {
      for (const shared of [false, true]) {
        const sending = world.send(amid(sample(Class, length, world.rank), shared), { dest: next });
        const came = await world.recv({ source: previous });
        same(came, sample(Class, length, previous), `${Class.name} of ${length}, shared ${shared}`);
        await sending;
      }
    }
  }
  const { buffer } = amid(sample(Uint8Array, 50, world.rank));
  const sending = world.send(new DataView(buffer, 3, 50), { dest: next });
  same(
    await world.recv({ source: previous }),
    new DataView(sample(Uint8Array, 50, previous).buffer),
    "DataView",
  );
  await sending;
}

export async function everySizeSurvives(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const size of sizes) {
    const sending = world.send(sample(Uint8Array, size, world.rank), { dest: next });
    same(await world.recv({ source: previous }), sample(Uint8Array, size, previous), `${size} bytes`);
    await sending;
    const words = world.send(sample(BigInt64Array, size >> 3, world.rank), { dest: next });
    same(
      await world.recv({ source: previous }),
      sample(BigInt64Array, size >> 3, previous),
      `${size >> 3} words`,
    );
    await words;
  }
}

export async function everyPairTalks(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const ranks = Array.from({ length: size }, (_, i) => i);
  const receives = ranks.map((source) => world.recv<string>({ source, tag: source * size + rank }));
  const sends = ranks.map((dest) => world.send(`${rank}>${dest}`, { dest, tag: rank * size + dest }));
  for (const source of ranks) {
    same(await receives[source], `${source}>${rank}`, "text");
    same(receives[source].status.source, source, "source");
    same(receives[source].status.tag, source * size + rank, "tag");
  }
  await Promise.all(sends);
}

/** The program may change what it sent once the send is complete, and owns what it received. */
export async function messagesShareNoMemory(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const length of [1, 100, 5000]) {
    const values = [
      sample(Uint8Array, length, 1),
      Buffer.from(sample(Uint8Array, length, 1)),
      sample(Float64Array, length, 1),
      [...sample(Uint8Array, length, 1)],
    ];
    const expected = structuredClone(values);
    for (const [i, value] of values.entries()) {
      const sending = world.send(value, { dest: next });
      // A message to oneself completes only with its receive when it is large.
      const receiving = sending.test() ? undefined : world.recv<number[]>({ source: previous });
      await sending;
      value.fill(7);
      const came = await (receiving ?? world.recv<number[]>({ source: previous }));
      same(Array.from(came), Array.from(expected[i] as number[]), `value ${i} of ${length}`);
      came.fill(9);
      same(Array.from(value as number[]), new Array(length).fill(7), `what was sent, ${i} of ${length}`);
    }
  }
}

export async function statusDescribesTheMessage(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const cases: [unknown, number, number | undefined][] = [
    [new Float64Array(6), 6, 48],
    [new Uint16Array(0), 0, 0],
    [Buffer.alloc(5), 5, 5],
    [new ArrayBuffer(9), 9, 9],
    [new DataView(new ArrayBuffer(4)), 4, 4],
    [new BigUint64Array(3000), 3000, 24_000],
    [3.5, 1, 8],
    [{ any: "thing" }, 1, undefined],
  ];
  for (const [i, [value, count, bytes]] of cases.entries()) {
    const sending = world.send(value, { dest: next, tag: 100 + i });
    const receive = world.recv({ source: previous });
    await receive;
    const { status } = receive;
    same(status.source, previous, "source");
    same(status.tag, 100 + i, "tag");
    same(status.count, count, `count of message ${i}`);
    if (bytes !== undefined) same(status.bytes, bytes, `bytes of message ${i}`);
    else check(status.bytes > 0, "a value has bytes");
    await sending;
  }
}

export async function manyRequestsAtOnce(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const tags = Array.from({ length: 60 }, (_, i) => i);
  const sends = tags.map((tag) => world.send(sample(Int32Array, tag * 30, tag), { dest: next, tag }));
  const receives = tags.toReversed().map((tag) => world.recv<Int32Array>({ source: previous, tag }));
  const came = await Promise.all(receives);
  came.toReversed().forEach((array, tag) => same(array, sample(Int32Array, tag * 30, tag), `message ${tag}`));
  await Promise.all(sends);
}

export async function anAnswerCanBeAwaitedTwice(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const sending = world.send("once", { dest: next });
  const receive = world.recv<string>({ source: previous });
  same(await receive, "once", "first");
  same(await receive, "once", "second");
  same(await receive.then((text) => text.length), 4, "then");
  check(receive.test(), "a complete request tests true");
  await sending;
}

/** An ssend is complete only once its receive is there; the barrier shows that everything else has arrived by then. */
export async function synchronousSendsWaitForTheReceive(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const value of ["small", new Float64Array(10_000), new Uint8Array(0)]) {
    const sending = world.ssend(value, { dest: next, tag: 5 });
    await world.barrier();
    pending(sending, "the ssend without a receive");
    await world.barrier();
    same(await world.recv({ source: previous, tag: 5 }), value, "value");
    await sending;
  }
}

export async function synchronousSendMeetsAPostedReceive(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const receive = world.recv({ source: previous });
  await world.ssend([1, 2], { dest: next });
  same(await receive, [1, 2], "value");
}

export async function nobodyTakesAndGivesNothing(world: Communicator): Promise<void> {
  await world.send("lost", { dest: PROC_NULL });
  await world.ssend(new Float64Array(1 << 17), { dest: PROC_NULL });
  const receive = world.recv({ source: PROC_NULL });
  same(await receive, undefined, "answer");
  same(receive.status.source, PROC_NULL, "source");
  same(receive.status.count, 0, "count");
  same(receive.status.bytes, 0, "bytes");
  const into = Float64Array.of(1, 2);
  const filled = await world.recv({ source: PROC_NULL, into });
  check(filled === into, "the answer is `into`");
  same(into, Float64Array.of(1, 2), "untouched");
  same((await world.probe({ source: PROC_NULL })).source, PROC_NULL, "probe");
  same(await world.sendrecv("x", { dest: PROC_NULL, source: PROC_NULL }), undefined, "sendrecv");
}

export async function sendrecvAtTheEdges(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const source = rank > 0 ? rank - 1 : PROC_NULL;
  const dest = rank < size - 1 ? rank + 1 : PROC_NULL;
  const halo = Float64Array.of(-1);
  await world.sendrecv(Float64Array.of(rank), { dest, source, into: halo });
  same(halo[0], rank - 1, "halo");
}

export async function sendrecvShifts(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const length of [0, 10, 20_000]) {
    const into = new Float64Array(length + 2).fill(-1);
    const request = world.sendrecv(sample(Float64Array, length, world.rank), {
      dest: next,
      source: previous,
      tag: 9,
      into,
    });
    check((await request) === into, "the answer is `into`");
    same(into.slice(0, length), sample(Float64Array, length, previous), "shifted");
    same([into[length], into[length + 1]], [-1, -1], "the rest");
    same(request.status, { source: previous, tag: 9, count: length, bytes: 8 * length }, "status");
    same(
      await world.sendrecv({ from: world.rank }, { dest: previous, source: next }),
      { from: next },
      "object",
    );
  }
}

export async function everybodySendsToItself(world: Communicator): Promise<void> {
  const { rank } = world;
  for (const value of ["text", { a: [1] }, sample(Int16Array, 7, 3), sample(Float64Array, 40_000, 3)]) {
    const late = world.send(value, { dest: rank, tag: 1 });
    same(await world.recv({ source: rank, tag: 1 }), value, "received after the send");
    await late;
    const receive = world.recv({ source: rank, tag: 2 });
    await world.send(value, { dest: rank, tag: 2 });
    same(await receive, value, "received before the send");
    await Promise.all([world.ssend(value, { dest: rank, tag: 3 }), world.recv({ source: rank, tag: 3 })]);
  }
}

export async function largestTagsWork(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const tag = 2 ** 31 - 1;
  const sending = world.send("far", { dest: next, tag });
  const receive = world.recv({ source: previous, tag });
  same(await receive, "far", "value");
  same(receive.status.tag, tag, "tag");
  await sending;
}

/** While a message is under way the rank's other operations go on. */
export async function largeMessagesCrossBothWays(world: Communicator): Promise<void> {
  const { rank, size } = world;
  const ranks = Array.from({ length: size }, (_, i) => i);
  const length = 60_000;
  const sends = ranks.map((dest) => world.send(sample(Uint8Array, length + dest, rank), { dest }));
  const receives = ranks.map((source) => world.recv<Uint8Array>({ source }));
  for (const source of ranks)
    same(await receives[source], sample(Uint8Array, length + rank, source), `from ${source}`);
  await Promise.all(sends);
}

/** The elements of a send are read while it is pending, and no others. */
export async function aMutatedCopyLeavesTheMessageAlone(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  const original = sample(Uint8Array, 30_000, world.rank);
  const copy = original.slice();
  const sending = world.send(copy.subarray(10, 29_000), { dest: next });
  stamp(copy.subarray(0, 10), 99);
  stamp(copy.subarray(29_000), 99);
  same(
    await world.recv({ source: previous }),
    sample(Uint8Array, 30_000, previous).slice(10, 29_000),
    "middle",
  );
  await sending;
}

/** The answer may go where the message comes from, in whole or in part: what is on its way is not overwritten. */
export async function sendrecvInPlace(world: Communicator): Promise<void> {
  const { next, previous } = neighbours(world);
  for (const length of [3, 1000, 20_000]) {
    const array = Float64Array.from({ length: length + 1 }, (_, i) => world.rank * 1e6 + i);
    await world.sendrecv(array.subarray(1), {
      dest: next,
      source: previous,
      into: array.subarray(0, length),
    });
    same(array[length], world.rank * 1e6 + length, "behind the answer");
    const expected = Float64Array.from({ length }, (_, i) => previous * 1e6 + i + 1);
    same(array.subarray(0, length), expected, `${length} elements`);
  }
}

import type { Communicator, TypedArray } from "ranks";
import { bsp } from "ranks/bsp";
import { check, same } from "../../harness/expect.ts";
import { arrayClasses } from "../../harness/samples.ts";

/** Below and above what travels by itself, in eight-byte elements. */
const LENGTHS = [1, 5, 600, 2047, 2048, 5000] as const;

export async function whatIsPutIsThereAfterTheSync(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const [next, previous] = [(rank + 1) % size, (rank + size - 1) % size];
  for (const length of LENGTHS) {
    const x = steps.register(new Float64Array(length + rank).fill(-1));
    await steps.sync();
    same(x.lengthOn(next), length + next, "the length there");
    const mine = Float64Array.from({ length }, (_, i) => 1000 * rank + i);
    x.put(mine, { dest: next, offset: next });
    // It was copied.
    mine.fill(-2);
    check(x.local[rank] === -1, "nothing is there before the sync");
    await steps.sync();
    const expected = new Float64Array(length + rank).fill(-1);
    for (let i = 0; i < length; i++) expected[rank + i] = 1000 * previous + i;
    same(x.local, expected, `${length} elements`);
    x.release();
    await steps.sync();
  }
}

export async function everyKindOfArrayCanBeReached(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const next = (rank + 1) % size;
  const kinds = arrayClasses.filter(({ name }) => name !== "Float16Array");
  const parts = [...kinds.map((Class) => new Class(3)), Buffer.alloc(3) as unknown as TypedArray];
  const arrays = parts.map((part) => steps.register(part));
  await steps.sync();
  const one = (part: TypedArray, n: number): never =>
    (part instanceof BigInt64Array || part instanceof BigUint64Array ? BigInt(n) : n) as never;
  for (const array of arrays) {
    array.put(one(array.local, 40 + rank), { dest: next, offset: 1 });
    array.put([one(array.local, 7)] as never, { dest: next, offset: 2 });
  }
  await steps.sync();
  const previous = (rank + size - 1) % size;
  for (const { local } of arrays)
    same(
      [...local],
      [0, 40 + previous, 7].map((n) => one(local, n)),
      local.constructor.name,
    );
  const got = arrays.map((array) => array.get({ source: next }));
  await steps.sync();
  for (const [i, { local }] of arrays.entries())
    same(
      [...got[i]],
      [0, 40 + rank, 7].map((n) => one(local, n)),
      `a get of a ${local.constructor.name}`,
    );
}

export async function getsReadWhatWasThereBeforeThePuts(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  for (const length of LENGTHS) {
    const x = steps.register(new Float64Array(length).fill(rank));
    await steps.sync();
    const next = (rank + 1) % size;
    x.put(new Float64Array(length).fill(100 + rank), { dest: next });
    const got = x.get({ source: next });
    const fast = x.hpget({ source: next, offset: 1, count: length - 1 });
    x.local.fill(10 + rank);
    await steps.sync();
    same(got, new Float64Array(length).fill(10 + next), "what the others had");
    same(fast, new Float64Array(length - 1).fill(10 + next), "what the others had, unbuffered");
    same(x.local, new Float64Array(length).fill(100 + ((rank + size - 1) % size)), "what was put");
    x.release();
  }
}

/** A get whose answer lies where others read must not be seen by them. */
export async function ranksCanSwapByGets(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  for (const length of LENGTHS) {
    const x = steps.register(new Int32Array(length).fill(rank));
    await steps.sync();
    const next = (rank + 1) % size;
    x.get({ source: next, into: x.local });
    await steps.sync();
    same(x.local, new Int32Array(length).fill(next), `${length} elements went round`);
    x.release();
  }
}

export async function overlappingPutsTakeEffectByRankThenInOrder(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  for (const length of LENGTHS) {
    const x = steps.register(new Float64Array(length + 2).fill(-1));
    await steps.sync();
    for (let dest = 0; dest < size; dest++) {
      x.put(new Float64Array(length).fill(rank), { dest, offset: 1 });
      x.put(new Float64Array(length).fill(rank + 0.5), { dest, offset: 2 });
      x.put(rank + 0.25, { dest, offset: 2 });
      x.put(rank, { dest, offset: 0 });
    }
    await steps.sync();
    const last = size - 1;
    const expected = new Float64Array(length + 2).fill(last + 0.5);
    [expected[0], expected[1], expected[2]] = [last, last, last + 0.25];
    same(x.local, expected, `${length} elements`);
    x.release();
  }
}

export async function sectionsWithAStride(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const next = (rank + 1) % size;
  for (const count of [1, 7, 3000]) {
    const x = steps.register(Float64Array.from({ length: 3 * count + 1 }, (_, i) => 10_000 * rank + i));
    await steps.sync();
    const got = x.get({ source: next, offset: 1, stride: 3 });
    const some = x.get({ source: next, offset: 2, stride: 2, count: count - 1 });
    x.put(new Float64Array(count).fill(-1), { dest: next, offset: 0, stride: 3 });
    x.hpput(new Float64Array(count).fill(-2), { dest: next, offset: 2, stride: 3 });
    await steps.sync();
    const at = (i: number): number => 10_000 * next + i;
    same(
      got,
      Float64Array.from({ length: count }, (_, i) => at(1 + 3 * i)),
      "every third",
    );
    same(
      some,
      Float64Array.from({ length: count - 1 }, (_, i) => at(2 + 2 * i)),
      "every second",
    );
    const expected = Float64Array.from({ length: 3 * count + 1 }, (_, i) =>
      i === 3 * count ? 10_000 * rank + i : [-1, 10_000 * rank + i, -2][i % 3],
    );
    same(x.local, expected, "what was put");
    x.release();
  }
}

export async function messagesComeBySourceThenInOrder(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const values = (source: number, dest: number): unknown[] => [
    { from: source, to: dest },
    Float32Array.of(source, dest),
    source,
    `${source} to ${dest}`,
    new Uint8Array(40_000).fill(source),
    undefined,
  ];
  for (let round = 0; round < 3; round++) {
    for (let dest = size - 1; dest >= 0; dest--)
      values(rank, dest).forEach((value, tag) => steps.send(value, { dest, tag: tag + round }));
    if (round === 0) same(steps.messages(), [], "nothing has come before the sync");
    await steps.sync();
    const expected = Array.from({ length: size }, (_, source) =>
      values(source, rank).map((value, tag) => ({ source, tag: tag + round, value })),
    ).flat();
    same(steps.messages(), expected, "messages");
    same(steps.messages(), expected, "messages, when asked again");
  }
  await steps.sync();
  same(steps.messages(), [], "nobody has sent anything");
}

/** What a rank has not read is gone, and what it has read stays. */
export async function messagesLastForOneSuperstep(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const dest = (rank + 1) % size;
  const source = (rank + size - 1) % size;
  steps.send(Int8Array.of(1), { dest });
  await steps.sync();
  const kept = steps.messages();
  steps.send(Int8Array.of(2), { dest });
  await steps.sync();
  steps.send(Int8Array.of(3), { dest });
  await steps.sync();
  same(kept, [{ source, tag: 0, value: Int8Array.of(1) }], "what was read");
  same(steps.messages(), [{ source, tag: 0, value: Int8Array.of(3) }], "the last");
}

export async function variablesHoldAnyValue(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const next = (rank + 1) % size;
  const v = steps.register<unknown>({ rank });
  await steps.sync();
  const [before, own] = [v.get({ source: next }), v.get({ source: rank })];
  const value = { from: rank, list: [1, 2, 3] };
  v.put(value, { dest: next });
  value.from = -1;
  await steps.sync();
  same(before.value, { rank: next }, "what the other had");
  same(own.value, { rank }, "its own");
  same(v.value, { from: (rank + size - 1) % size, list: [1, 2, 3] }, "what was put");
  v.value = `set by ${rank}`;
  for (let dest = 0; dest < size; dest++) if (dest !== next) v.put(rank, { dest });
  const after = v.get({ source: next });
  await steps.sync();
  same(after.value, `set by ${next}`, "what the other had set");
}

export async function zeroLengthsMoveNothing(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const x = steps.register(new Float64Array(rank % 2 === 0 ? 0 : 2));
  await steps.sync();
  for (let other = 0; other < size; other++) {
    x.put(new Float64Array(0), { dest: other, offset: x.lengthOn(other) });
    x.hpput(new Float64Array(0), { dest: other });
    same(x.get({ source: other, count: 0 }), new Float64Array(0), "nothing");
  }
  const all = Array.from({ length: size }, (_, source) => x.get({ source }));
  await steps.sync();
  same(
    all.map(({ length }) => length),
    Array.from({ length: size }, (_, each) => (each % 2 === 0 ? 0 : 2)),
    "all",
  );
}

export async function registeringAndReleasingInOrder(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const next = (rank + 1) % size;
  const previous = (rank + size - 1) % size;
  const [a, b] = [steps.register(new Float64Array(2)), steps.register(new Int32Array(2))];
  await steps.sync();
  // Until the sync it can still be used, also by the rank that has released it.
  a.release();
  a.put(rank, { dest: next });
  const c = steps.register(new Float64Array(2));
  await steps.sync();
  same(a.local[0], previous, "the last put");
  b.put(rank, { dest: next });
  c.put([rank, rank], { dest: next });
  c.release();
  b.release();
  await steps.sync();
  same([b.local[0], c.local[1]], [previous, previous], "puts while both go");
  const again = steps.register(a.local);
  await steps.sync();
  again.put(-1, { dest: next, offset: 1 });
  await steps.sync();
  same(a.local, Float64Array.of(previous, -1), "the same array, registered again");
}

export async function worldsOfSuperstepsDoNotMix(world: Communicator): Promise<void> {
  const [one, two] = [bsp(world), bsp(world)];
  const dest = (one.rank + 1) % one.size;
  one.send("one", { dest });
  two.send("two", { dest });
  const total = world.allgather(one.rank);
  const first = one.sync();
  const second = two.sync();
  await Promise.all([second, total, first]);
  same(
    one.messages().map(({ value }) => value),
    ["one"],
    "of the first",
  );
  same(
    two.messages().map(({ value }) => value),
    ["two"],
    "of the second",
  );
  same([one.superstep, two.superstep], [1, 1], "supersteps");
}

/** Head, rest, pieces and answers of both kinds at once, and again with what memory is left over. */
export async function muchAtOnce(world: Communicator): Promise<void> {
  const steps = bsp(world);
  const { rank, size } = steps;
  const N = 3000;
  const x = steps.register(new Float64Array(size * N));
  const y = steps.register(Float64Array.from({ length: N }, (_, i) => rank + i / N));
  await steps.sync();
  for (let round = 0; round < 2; round++) {
    const got: Float64Array[] = [];
    for (let other = 0; other < size; other++) {
      for (let i = 0; i < N / 2; i++) x.put(rank + i, { dest: other, offset: rank * N + i });
      x.put(new Float64Array(N / 2).fill(rank), { dest: other, offset: rank * N + N / 2 });
      got.push(y.get({ source: other }));
      for (let i = 0; i < 300; i++) got.push(y.get({ source: other, offset: i, count: 5 }));
    }
    await steps.sync();
    for (let other = 0; other < size; other++) {
      const part = x.local.subarray(other * N, (other + 1) * N);
      same(
        part,
        Float64Array.from({ length: N }, (_, i) => (i < N / 2 ? other + i : other)),
        "puts",
      );
      const whole = Float64Array.from({ length: N }, (_, i) => other + i / N);
      same(got[301 * other], whole, "a large get");
      for (let i = 0; i < 300; i++) same(got[301 * other + 1 + i], whole.slice(i, i + 5), "a small get");
    }
  }
}

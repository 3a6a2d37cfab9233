import { once } from "node:events";
import { Worker } from "node:worker_threads";
import test from "ava";
import { RanksError } from "ranks";
import { countOf, decode, encode, storageLength } from "#dist/wire/codec.js";
import type { Outgoing } from "#dist/wire/codec.js";
import { newStorage, PACKED, storageOf } from "#dist/wire/element.js";
import { same } from "../harness/expect.ts";
import type { FuzzTask } from "../harness/fuzz-decoder.ts";
import { amid, arrayClasses, awkwardValues, sample } from "../harness/samples.ts";

function encoded(value: unknown): Outgoing {
  const out: Outgoing = { kind: 0, array: new Uint8Array(0) };
  encode(value, out);
  return out;
}

/** As a message: the bytes cross in memory of their own. */
function throughTheWire(value: unknown): unknown {
  const { kind, array } = encoded(value);
  const storage = newStorage(storageOf(kind), storageLength(kind, array.byteLength));
  storage.set(array as never);
  return decode(kind, storage);
}

/** A value is packed in one of two ways, depending on how much there is. */
const much = (value: unknown): unknown[] => [...Array<number>(100).fill(1), value];

for (const [name, make] of Object.entries(awkwardValues))
  test(`${name} survives, alone and among others`, (t) => {
    same(throughTheWire(make()), make(), name);
    // Inside of another value -0 is 0.
    const inside = (): unknown => (name === "minus zero" ? 0 : make());
    for (const value of [much(inside()), [inside(), { inside: inside() }]])
      same(throughTheWire(value), value, name);
    t.pass();
  });

test("little and much, with and without Maps", (t) => {
  for (let size = 0; size < 80; size++) {
    const keys = Array.from({ length: size }, (_, i) => [`key ${i}`, i % 7] as const);
    const object = Object.fromEntries(keys);
    for (const value of [object, [object, object], [object, new Map(keys)], new Map([[1, object]])])
      same(throughTheWire(value), value, `${size} keys`);
  }
  t.pass();
});

test("keys that mean something to objects", (t) => {
  for (const filler of [[], Array<number>(100).fill(1)]) {
    const json = '{ "__proto__": { "a": 1 }, "constructor": 2, "toString": 3, "0": 4, "": 5, "length": 6 }';
    const [back] = throughTheWire([JSON.parse(json), filler]) as [Record<string, unknown>];
    t.is(Object.getPrototypeOf(back), Object.prototype);
    t.false("a" in back);
    t.deepEqual(
      ["constructor", "toString", "0", "", "length"].map((key) => back[key]),
      [2, 3, 4, 5, 6],
    );
  }
});

test("a value is in the first bytes of an array", (t) => {
  for (const value of [{ a: [1, "two"] }, much({ a: 1 }), "text", null]) {
    const { kind, array } = encoded(value);
    const room = new Uint8Array(array.byteLength + 50).fill(7);
    room.set(array as Uint8Array);
    same(decode(kind, room, array.byteLength), value, "value");
  }
  t.pass();
});

test("arrays and buffers keep their kind", (t) => {
  for (const Class of arrayClasses)
    for (const length of [0, 1, 100]) {
      const array = sample(Class, length, 3);
      same(throughTheWire(array), array, Class.name);
      same(throughTheWire(amid(array)), array, `a view of a ${Class.name}`);
      same(throughTheWire(amid(array, true)), array, `a shared ${Class.name}`);
      t.is(countOf(encoded(array).kind, array.byteLength), length);
    }
  const bytes = sample(Uint8Array, 20, 1);
  for (const value of [Buffer.from(bytes), bytes.buffer, new DataView(bytes.buffer, 4, 8)])
    same(
      throughTheWire(value),
      value instanceof DataView ? new DataView(bytes.slice(4, 12).buffer) : value,
      "buffer",
    );
  t.is(countOf(encoded({}).kind, 1), 1);
});

test("arrays are not copied on their way out", (t) => {
  const array = sample(Float64Array, 8, 1);
  t.is(encoded(array).array, array);
  t.is(encoded(new DataView(array.buffer, 8, 16)).array.buffer, array.buffer);
});

test("what is decoded owns its memory", (t) => {
  const { kind, array } = encoded({ bytes: Uint8Array.of(1, 2, 3), buffer: Buffer.from([4, 5]) });
  const storage = Uint8Array.from(array as Uint8Array);
  const value = decode(kind, storage) as { bytes: Uint8Array; buffer: Uint8Array };
  storage.fill(0xff);
  t.deepEqual([...value.bytes], [1, 2, 3]);
  // Inside an object a Buffer is bytes like any other.
  t.deepEqual([...value.buffer], [4, 5]);
});

test("bytes behind a message are not part of it", (t) => {
  const { array } = encoded({ before: "this one" });
  for (const length of [0, 5, array.byteLength - 1])
    t.throws(() => decode(PACKED, array, length), { code: "ERR_RANKS_PROTOCOL" });
});

test("functions, symbols and values that refer to themselves are refused", (t) => {
  const loop: unknown[] = [];
  loop.push({ loop });
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  for (const value of [
    () => 1,
    class {
      readonly a = 1;
    },
    Symbol("s"),
    [Symbol("s")],
    { a: { b: Symbol("s") } },
    loop,
    deep,
  ]) {
    const error = t.throws(() => encoded(value), { instanceOf: RanksError });
    t.is(error.code, "ERR_RANKS_VALUE");
  }
  // A refusal leaves nothing behind that disturbs the next value.
  same(throughTheWire({ fine: [1, 2] }), { fine: [1, 2] }, "next");
});

class Point {
  readonly x = 1;
  get double(): number {
    return 2 * this.x;
  }
}

test("what does not survive, as documented", (t) => {
  same(throughTheWire([-0, { a: -0 }]), [0, { a: 0 }], "-0 inside");
  same(throughTheWire(new Point()), { x: 1 }, "class instances become plain objects");
  same(throughTheWire({ [Symbol("key")]: 1, a: 2 }), { a: 2 }, "symbol keys");
  const holes = throughTheWire([1, , 3]) as unknown[];
  t.is(holes.length, 3);
  t.true(holes[1] === undefined || holes[1] === null);
  const twice = { q: 1 };
  const [a, b] = throughTheWire([twice, twice]) as [object, object];
  t.not(a, b, "one object that stands in two places becomes two");
  same(throughTheWire({ act: () => 1, a: 2 }), { act: undefined, a: 2 }, "functions inside");
});

test("damaged values are refused or read as something else, at once", async (t) => {
  t.timeout(120_000);
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const workerData: FuzzTask = { cases: 60_000, progress };
  const worker = new Worker(new URL("../harness/fuzz-decoder.js", import.meta.url), { workerData });
  // A decoder that hangs cannot be interrupted, only ended.
  let last = -1;
  let hung = -1;
  const watch = setInterval(() => {
    const now = Atomics.load(progress, 0);
    if (now === last) {
      hung = now;
      void worker.terminate();
    }
    last = now;
  }, 5000);
  try {
    const [answer] = (await Promise.race([once(worker, "message"), once(worker, "exit")])) as [unknown];
    if (hung >= 0) return t.fail(`the decoder does not come back from case ${hung}`);
    const { complaints, refused } = answer as { complaints: string[]; refused: number };
    t.deepEqual(complaints, []);
    t.true(refused > 10_000, `only ${refused} were refused`);
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
});

test("the message that msgpackr's unpackMultiple never comes back from", (t) => {
  const bytes = Uint8Array.from(Buffer.from("a0a0d662fffffffc01", "hex"));
  const error = t.throws(() => decode(PACKED, bytes), { instanceOf: RanksError });
  t.is(error.code, "ERR_RANKS_PROTOCOL");
});

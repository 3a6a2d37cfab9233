import { Worker } from "node:worker_threads";
import test from "ava";
import { randomFrom } from "../harness/random.ts";
import type { RingWriterTask } from "../harness/ring-writer.ts";
import { bytesOfRegion, ends, tryRead, tryWrite } from "../harness/shared-ring.ts";

const CAPACITY = 1 << 10;

function ring(capacity = CAPACITY) {
  return ends(new ArrayBuffer(bytesOfRegion(capacity)), capacity);
}

test("an empty ring has nothing to read", (t) => {
  const { memory, reader } = ring();
  t.is(tryRead(memory, reader), undefined);
  t.is(tryRead(memory, reader), undefined);
});

test("what is written is read, in order, whatever its size", (t) => {
  const { memory, writer, reader } = ring();
  for (let bytes = 0; bytes <= writer.largest; bytes++) {
    t.true(tryWrite(writer, bytes, bytes));
    t.deepEqual(tryRead(memory, reader), { number: bytes, bytes });
    t.is(tryRead(memory, reader), undefined);
  }
});

test("a full ring refuses, and takes more when something was read", (t) => {
  const { memory, writer, reader } = ring();
  for (const bytes of [0, 1, 40, writer.largest]) {
    let written = 0;
    while (tryWrite(writer, written, bytes)) written++;
    t.true(written > 0);
    t.true(written * (32 + bytes) <= CAPACITY, "no more than the ring holds");
    t.true(written * (40 + bytes) >= CAPACITY / 2, "not much less either");
    t.false(tryWrite(writer, written, bytes));
    for (let number = 0; number < written; number++) t.is(tryRead(memory, reader)?.number, number);
    t.is(tryRead(memory, reader), undefined);
    t.true(tryWrite(writer, 7, bytes), "there is room again");
    t.is(tryRead(memory, reader)?.number, 7);
  }
});

test("the largest record always fits an empty ring, wherever that begins", (t) => {
  const { memory, writer, reader } = ring();
  for (let step = 0; step < 3 * CAPACITY; step += 8) {
    t.true(tryWrite(writer, step, writer.largest));
    t.is(tryRead(memory, reader)?.number, step);
    t.true(tryWrite(writer, step + 1, step % 64));
    t.is(tryRead(memory, reader)?.number, step + 1);
  }
});

test("random records against a queue", (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const random = randomFrom(seed);
    const capacity = CAPACITY << (seed % 3);
    const { memory, writer, reader } = ring(capacity);
    const queue: { number: number; bytes: number }[] = [];
    let number = 0;
    for (let step = 0; step < 3000; step++) {
      if (random(2) === 0) {
        const bytes = random(4) === 0 ? random(writer.largest + 1) : random(64);
        const taken = tryWrite(writer, number, bytes);
        if (taken) queue.push({ number: number++, bytes });
        else t.true(queue.length > 0, `seed ${seed}: an empty ring refused ${bytes} bytes`);
      } else {
        const read = tryRead(memory, reader);
        const expected = queue.shift();
        if (read?.number !== expected?.number || read?.bytes !== expected?.bytes)
          return t.fail(
            `seed ${seed}, step ${step}: read ${JSON.stringify(read)}, not ${JSON.stringify(expected)}`,
          );
      }
    }
  }
  t.pass();
});

test("elements of every size lie where they belong", (t) => {
  const { memory, writer, reader } = ring();
  // The payload begins at a multiple of 8, whatever stood before it.
  for (let i = 0; i < 500; i++) {
    t.true(tryWrite(writer, i, i % 57));
    const at = reader.peek();
    t.is(at % 8, 0);
    tryRead(memory, reader);
  }
});

test("two threads", async (t) => {
  const capacity = 4 << 10;
  const records = 60_000;
  const seed = 5;
  const buffer = new SharedArrayBuffer(bytesOfRegion(capacity));
  const { memory, writer, reader } = ends(buffer, capacity);
  const workerData: RingWriterTask = { buffer, capacity, records, seed };
  const worker = new Worker(new URL("../harness/ring-writer.js", import.meta.url), { workerData });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
  const random = randomFrom(seed);
  const deadline = Date.now() + 60_000;
  for (let number = 0; number < records;) {
    const read = tryRead(memory, reader);
    if (read === undefined) {
      if (Date.now() > deadline) throw new Error(`record ${number} did not come`);
      await new Promise(setImmediate);
      continue;
    }
    if (read.number !== number || read.bytes !== random(writer.largest + 1))
      throw new Error(`record ${number} came as ${read.number} of ${read.bytes} bytes`);
    number++;
  }
  await ended;
  t.is(tryRead(memory, reader), undefined);
});

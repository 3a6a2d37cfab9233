import { Worker } from "node:worker_threads";
import test from "ava";
import { WaitSlot } from "#dist/memory/wait-slot.js";
import type { WaitSlotTask } from "../harness/wait-slot-writer.ts";
import { waitText } from "../harness/wait-text.ts";

function slots(count: number): SharedArrayBuffer {
  return new SharedArrayBuffer(WaitSlot.bytes(count));
}

test("a slot says what was shown last, and nothing once it is cleared", (t) => {
  const buffer = slots(2);
  const [writer, reader] = [new WaitSlot(buffer, 0), new WaitSlot(buffer, 0)];
  t.is(reader.read(), null);
  for (const text of ["recv from rank 3, tag 7", "Straße", "a"]) {
    writer.show(text);
    t.is(reader.read(), text);
    t.is(new WaitSlot(buffer, 1).read(), null, "the other slot is another one");
  }
  writer.clear();
  t.is(reader.read(), null);
});

test("a text that is too long is cut between characters", (t) => {
  const slot = new WaitSlot(slots(1), 0);
  for (const character of ["x", "é", "€", "😀"]) {
    for (let length = 0; length < 130; length++) {
      const text = "y".repeat(length % 4) + character.repeat(length);
      slot.show(text);
      const shown = slot.read() ?? "";
      if (Buffer.byteLength(text) <= 120) t.is(shown, text);
      else {
        t.true(shown.endsWith("…"));
        t.true(Buffer.byteLength(shown) <= 120 && Buffer.byteLength(shown) > 110, shown);
        t.true(text.startsWith(shown.slice(0, -1)), shown);
      }
    }
  }
});

test("a reader in another thread never sees half a text", async (t) => {
  const buffer = slots(2);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const task: WaitSlotTask = { buffer, stop };
  const writer = new Worker(new URL("../harness/wait-slot-writer.js", import.meta.url), { workerData: task });
  const ended = new Promise((resolve, reject) => writer.once("exit", resolve).once("error", reject));
  await new Promise((resolve) => writer.once("online", resolve));
  const reader = new WaitSlot(buffer, 1);
  const seen = new Set<string>();
  for (let last = -1; seen.size < 2000;) {
    const text = reader.read();
    if (text === null) continue;
    const number = Number.parseInt(text, 10);
    if (text !== waitText(number)) t.fail(`torn: ${text}`);
    if (number < last) t.fail(`${number} after ${last}`);
    last = number;
    seen.add(text);
  }
  Atomics.store(stop, 0, 1);
  await ended;
  t.pass();
});

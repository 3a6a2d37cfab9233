import { Doorbell } from "#dist/memory/doorbell.js";
import { doorbellWord, layoutWith, ringOffset } from "#dist/memory/layout.js";
import { Memory, threadMemory } from "#dist/memory/memory.js";
import { RingReader, RingWriter } from "#dist/memory/ring.js";
import { ENVELOPE_BYTES, ENVELOPE_WORDS, SIZE, TAG } from "#dist/wire/envelope.js";
import { UINT8 } from "#dist/wire/element.js";
import { stamp } from "./samples.ts";

/** One end of the ring from endpoint 0 to endpoint 1 of a region. */
export function ends(
  buffer: SharedArrayBuffer | ArrayBuffer,
  capacity: number,
): { memory: Memory; writer: RingWriter; reader: RingReader } {
  const plan = layoutWith(2, capacity);
  const memory = buffer instanceof SharedArrayBuffer ? threadMemory(buffer) : new Memory(buffer, awake);
  const [left, right] = [0, 1].map((endpoint) => new Doorbell(memory, doorbellWord(endpoint)));
  const offset = ringOffset(plan, 0, 1);
  return {
    memory,
    writer: new RingWriter(memory, offset, capacity, right),
    reader: new RingReader(memory, offset, capacity, left),
  };
}

/** Nobody sleeps here, so nobody needs waking. */
export const awake = {
  wait: () => undefined,
  wake: () => undefined,
  watch: () => ({ arm: () => undefined, close: () => undefined }),
};

export function bytesOfRegion(capacity: number): number {
  return layoutWith(2, capacity).bytes;
}

const envelope = new Int32Array(ENVELOPE_WORDS);

/** Record `number`, of `bytes` bytes that follow from its number. */
export function tryWrite(writer: RingWriter, number: number, bytes: number): boolean {
  const payload = new Uint8Array(bytes);
  stamp(payload, number);
  for (let word = 1; word < ENVELOPE_WORDS; word++) envelope[word] = number * word;
  envelope[SIZE] = bytes + 1;
  envelope[TAG] = number;
  return writer.tryWrite(envelope, UINT8, payload, 0, bytes);
}

/** The next record, checked against its number; undefined when there is none. */
export function tryRead(memory: Memory, reader: RingReader): { number: number; bytes: number } | undefined {
  const at = reader.peek();
  if (at === 0) return undefined;
  const words = memory.i32.subarray(at >> 2, (at >> 2) + ENVELOPE_WORDS);
  const bytes = words[SIZE] - 1;
  const number = words[TAG];
  const expected = new Uint8Array(bytes);
  stamp(expected, number);
  const payload = memory.u8.subarray(at + ENVELOPE_BYTES, at + ENVELOPE_BYTES + bytes);
  if (Buffer.compare(payload, expected) !== 0)
    throw new Error(`record ${number} of ${bytes} bytes is damaged`);
  for (let word = 1; word < ENVELOPE_WORDS; word++)
    if (word !== TAG && words[word] !== ((number * word) | 0))
      throw new Error(`word ${word} of record ${number} is ${words[word]}`);
  reader.consume(at);
  return { number, bytes };
}

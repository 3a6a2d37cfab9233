import { native } from "../memory/native.ts";
import { ENVELOPE_BYTES, ENVELOPE_WORDS, FIRST, PIECE, SIZE, TYPE } from "../wire/envelope.ts";
import { PIECE_BYTES } from "./batch.ts";

/** Arrays that were lent before, by address and length: programs send the same ones again and again. */
const known = new Map<string, ArrayBuffer>();
const KNOWN = 128;

/**
 * V8 counts the bytes of every ArrayBuffer towards its next collection, although these are not its own. With a fresh one for each
 * message it marked its heap for half of the time.
 */
function memoryAt(address: number, bytes: number): ArrayBuffer {
  const key = `${address} ${bytes}`;
  let memory = known.get(key);
  if (memory === undefined) {
    if (known.size === KNOWN) known.delete(known.keys().next().value!);
    memory = native!.memoryAt(address, bytes);
    known.set(key, memory);
  }
  return memory;
}

/** An array of a local rank that the pump sends piece by piece. It lies where it lay: ZeroMQ reads it from its own thread. */
export class Loan {
  /** Before each piece. */
  readonly envelope: Int32Array;
  /** The rank's send. */
  readonly send: number;
  readonly #memory: ArrayBuffer;
  #at = 0;

  /** From the record at `word` of the shared words. */
  constructor(words: Int32Array, doubles: Float64Array, word: number) {
    const payload = (word * 4 + ENVELOPE_BYTES) >> 3;
    this.send = words[word + FIRST];
    this.envelope = words.slice(word, word + ENVELOPE_WORDS);
    this.envelope[SIZE] = 1;
    this.envelope[TYPE] = PIECE | (words[word + TYPE] & ~255);
    this.#memory = memoryAt(doubles[payload + 1], doubles[payload]);
  }

  /** The next bytes. */
  next(): Buffer {
    const bytes = Math.min(PIECE_BYTES, this.bytes - this.#at);
    const piece = Buffer.from(this.#memory, this.#at, bytes);
    this.#at += bytes;
    this.envelope[FIRST] = bytes;
    return piece;
  }

  get bytes(): number {
    return this.#memory.byteLength;
  }

  get out(): boolean {
    return this.#at === this.bytes;
  }
}

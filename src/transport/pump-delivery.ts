import { UINT8 } from "../wire/element.ts";
import {
  ENVELOPE_BYTES,
  ENVELOPE_WORDS,
  FIRST,
  ID,
  PULL,
  RANKS,
  SIZE,
  TAKEN,
  TYPE,
} from "../wire/envelope.ts";
import type { RingWriter } from "../memory/ring.ts";
import { recordBytes } from "./batch.ts";
import type { Batch, Run } from "./batch.ts";
import type { Inbox } from "./inbox.ts";
import type { Loan } from "./loan.ts";

type Records = Pick<Batch, "words" | "bytes" | "cost">;

/** A batch on its way into the rings of several ranks. */
export interface Arrival {
  readonly batch: Records;
  /** Of the process that it came from, if it came from one. */
  readonly inbox: Inbox | undefined;
  /** Runs that are not copied yet. */
  open: number;
}

/** The way into one local rank: what does not fit its ring now waits here, in order. */
export class PumpDelivery {
  readonly #ring: RingWriter;
  readonly #envelope = new Int32Array(ENVELOPE_WORDS);
  readonly #queue: { readonly arrival: Arrival; readonly run: Run }[] = [];
  #closed = false;

  constructor(ring: RingWriter) {
    this.#ring = ring;
  }

  add(arrival: Arrival, run: Run): void {
    this.#queue.push({ arrival, run });
  }

  /** Answers a loan of this rank's: its array is its own again. */
  giveBack({ send, envelope }: Loan): void {
    const words = envelope.slice();
    words[TYPE] = PULL;
    words[RANKS] = (words[RANKS] >>> 16) | (words[RANKS] << 16);
    words[ID] = send;
    words[FIRST] = TAKEN;
    const batch = { words, bytes: new Uint8Array(words.buffer), cost: 0 };
    const run = { dest: words[RANKS] >>> 16, at: 0, end: ENVELOPE_WORDS };
    this.add({ batch, inbox: undefined, open: 1 }, run);
  }

  /** Copies as much as fits; true when something did. */
  deliver(): boolean {
    let progress = false;
    while (this.#queue.length > 0) {
      const { arrival, run } = this.#queue[0];
      while (run.at < run.end && !this.#closed) {
        if (!this.#tryCopy(arrival.batch, run)) return progress;
        progress = true;
      }
      this.#queue.shift();
      if (--arrival.open === 0) arrival.inbox?.release(arrival.batch.cost);
    }
    return progress;
  }

  /** From here on everything is dropped. */
  close(): void {
    this.#closed = true;
    this.deliver();
  }

  #tryCopy({ words, bytes }: Records, run: Run): boolean {
    const envelope = this.#envelope;
    const { at } = run;
    for (let i = 0; i < ENVELOPE_WORDS; i++) envelope[i] = words[at + i];
    if (!this.#ring.tryWrite(envelope, UINT8, bytes, at * 4 + ENVELOPE_BYTES, envelope[SIZE] - 1))
      return false;
    run.at = at + (recordBytes(words, at) >> 2);
    return true;
  }
}

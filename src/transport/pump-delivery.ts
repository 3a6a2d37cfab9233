import { UINT8 } from "../wire/element.ts";
import { ENVELOPE_BYTES, ENVELOPE_WORDS, SIZE } from "../wire/envelope.ts";
import type { RingWriter } from "../memory/ring.ts";
import { costOf, HEADER_BYTES, recordBytes } from "./batch.ts";
import type { Batch, Run } from "./batch.ts";
import type { Inbox } from "./inbox.ts";

/** A batch on its way into the rings of several ranks. */
export interface Arrival {
  readonly batch: Batch;
  readonly inbox: Inbox;
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
      if (--arrival.open === 0) arrival.inbox.release(costOf(arrival.batch.bytes.length - HEADER_BYTES));
    }
    return progress;
  }

  /** From here on everything is dropped. */
  close(): void {
    this.#closed = true;
    this.deliver();
  }

  #tryCopy({ words, bytes }: Batch, run: Run): boolean {
    const envelope = this.#envelope;
    const { at } = run;
    for (let i = 0; i < ENVELOPE_WORDS; i++) envelope[i] = words[at + i];
    if (!this.#ring.tryWrite(envelope, UINT8, bytes, at * 4 + ENVELOPE_BYTES, envelope[SIZE] - 1))
      return false;
    run.at = at + (recordBytes(words, at) >> 2);
    return true;
  }
}

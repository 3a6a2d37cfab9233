import { BATCH_BYTES } from "./batch.ts";

/** More than these are left to the garbage collector. */
const SPARES = 24;

/** Buffers for batches. Fresh memory costs a page fault for each 4 KiB, about as much as filling it. */
export class PumpBuffers {
  readonly #spares: Int32Array<ArrayBuffer>[] = [];

  take(): Int32Array<ArrayBuffer> {
    return this.#spares.pop() ?? new Int32Array(BATCH_BYTES >> 2);
  }

  give(buffer: Int32Array<ArrayBuffer>): void {
    if (this.#spares.length < SPARES) this.#spares.push(buffer);
  }
}

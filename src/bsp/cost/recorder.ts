/** What this rank did in one superstep. */
export interface Superstep {
  /** Microseconds from the end of the sync before to the call of this one. */
  readonly work: number;
  /** Microseconds that the sync took. */
  readonly sync: number;
  /** Words of eight bytes that this rank sent to each rank, answers to gets included. */
  readonly sent: Float64Array;
}

/** Keeps what a report needs. */
export class Recorder {
  readonly supersteps: Superstep[] = [];
  #began = performance.now();
  #called = 0;

  syncCalled(): void {
    this.#called = performance.now();
  }

  syncComplete(sent: Float64Array): void {
    const now = performance.now();
    const [work, sync] = [this.#called - this.#began, now - this.#called].map((ms) => 1000 * ms);
    this.supersteps.push({ work, sync, sent: sent.slice() });
    this.#began = now;
  }
}

/** What this rank did in the supersteps so far: a row of numbers for each, so that long programs can be recorded. */
export class Recorder {
  readonly #columns: number;
  #rows: Float64Array;
  #count = 0;
  #began = performance.now();
  #called = 0;

  constructor(size: number) {
    this.#columns = 2 + size;
    this.#rows = new Float64Array(64 * this.#columns);
  }

  syncCalled(): void {
    this.#called = performance.now();
  }

  syncComplete(sent: Float64Array): void {
    const now = performance.now();
    const at = this.#count * this.#columns;
    if (at === this.#rows.length) this.#grow();
    this.#rows[at] = 1000 * (this.#called - this.#began);
    this.#rows[at + 1] = 1000 * (now - this.#called);
    this.#rows.set(sent, at + 2);
    this.#count++;
    this.#began = now;
  }

  #grow(): void {
    const rows = new Float64Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  /** Microseconds from the end of the sync before to the call of this one, for each superstep. */
  get work(): Float64Array {
    return this.#column(0);
  }

  /** Microseconds that each sync took. */
  get sync(): Float64Array {
    return this.#column(1);
  }

  /** Words that this rank has sent to another in each superstep, answers to gets included. */
  sentTo(dest: number): Float64Array {
    return this.#column(2 + dest);
  }

  #column(column: number): Float64Array {
    return Float64Array.from({ length: this.#count }, (_, row) => this.#rows[row * this.#columns + column]);
  }
}

const STATE = 0;
const STOP = 1;

const READY = 1;
const STOPPED = 2;

/** How long a process that ends waits for its last messages to leave. */
const STOP_MS = 2000;

/** What the helper thread of a process and its other threads tell each other. */
export class Latch {
  static readonly bytes = 8;
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
  }

  /** The helper: every other process can be reached. */
  ready(): void {
    this.#become(READY);
  }

  /** The helper: the process may end. */
  stopped(): void {
    this.#become(STOPPED);
  }

  #become(state: number): void {
    Atomics.store(this.#words, STATE, state);
    Atomics.notify(this.#words, STATE);
  }

  /** Complete when the helper is ready. */
  async whenReady(): Promise<void> {
    // The promise of waitAsync doesn't keep an event loop alive.
    const alive = setInterval(() => undefined, 1 << 30);
    const { value } = Atomics.waitAsync(this.#words, STATE, 0);
    await value;
    clearInterval(alive);
  }

  /** The helper: calls back, with the exit code, when the process ends. */
  onStop(callback: (code: number) => void): void {
    const { value } = Atomics.waitAsync(this.#words, STOP, 0);
    void Promise.resolve(value).then(() => callback(Atomics.load(this.#words, STOP) - 1));
  }

  /**
   * Tells the helper that the process ends with this code, and waits until it has said what it had to say and has let go of
   * everything that an exit would trip over.
   */
  stop(code: number): void {
    Atomics.store(this.#words, STOP, 1 + (code & 0xff));
    Atomics.notify(this.#words, STOP);
    const until = performance.now() + STOP_MS;
    for (
      let state = Atomics.load(this.#words, STATE);
      state !== STOPPED;
      state = Atomics.load(this.#words, STATE)
    ) {
      if (Atomics.wait(this.#words, STATE, state, until - performance.now()) === "timed-out") return;
    }
  }
}

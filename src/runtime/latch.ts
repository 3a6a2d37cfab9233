const STATE = 0;
const STOP = 1;

const READY = 1;
const STOPPED = 2;

/** How long a process that ends waits for its last messages to leave. */
const STOP_MS = 2000;

/** What the helper thread of a process and its other threads tell each other. */
export class Latch {
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
  }

  /** The helper: every other process can be reached. */
  ready(): void {
    this.#become(READY);
  }

  /** The helper: its sockets are closed. */
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

  /** The helper: calls back when the process ends. */
  onStop(callback: () => void): void {
    const { value } = Atomics.waitAsync(this.#words, STOP, 0);
    void Promise.resolve(value).then(callback);
  }

  /** Tells the helper that the process ends, and waits until it has let go of everything that an exit would trip over. */
  stop(): void {
    Atomics.store(this.#words, STOP, 1);
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

import type { Memory, Watch } from "./memory.ts";

const SLEEPING = 1;

/**
 * How a sleeper is woken without a system call while it is awake. The words are [sequence, sleeping].
 *
 * Sleeper: read the sequence, set sleeping, POLL AGAIN, then wait on the sequence. Sender: publish first, read `sleeping`
 * after. Both sides use sequentially consistent operations, so one of them sees the other.
 */
export class Doorbell {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #sequence: number;

  constructor(memory: Memory, word: number) {
    this.#memory = memory;
    this.#words = memory.i32;
    this.#sequence = word;
  }

  /** To be called after publishing. Only the first of several senders pays for the wake-up. */
  ring(): void {
    if (Atomics.load(this.#words, this.#sequence + SLEEPING) !== 0) this.#wake();
  }

  #wake(): void {
    if (Atomics.exchange(this.#words, this.#sequence + SLEEPING, 0) === 0) return;
    Atomics.add(this.#words, this.#sequence, 1);
    this.#memory.waiter.wake(this.#words, this.#sequence);
  }

  /** Announces that the caller will sleep, and returns the ticket for `sleep`. The caller polls once more before that. */
  prepare(): number {
    const ticket = Atomics.load(this.#words, this.#sequence);
    Atomics.store(this.#words, this.#sequence + SLEEPING, 1);
    return ticket;
  }

  /** After the last look found something. */
  cancel(): void {
    Atomics.store(this.#words, this.#sequence + SLEEPING, 0);
  }

  sleep(ticket: number, timeoutMs: number): void {
    this.#memory.waiter.wait(this.#words, this.#sequence, ticket, timeoutMs);
    this.cancel();
  }

  /** For an event loop: `arm(ticket)` calls back once when rung. */
  watch(callback: () => void): Watch {
    return this.#memory.waiter.watch(this.#words, this.#sequence, callback);
  }
}

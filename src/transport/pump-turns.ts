import type { Pull } from "zeromq";
import type { Doorbell } from "../memory/doorbell.ts";
import type { Watch } from "../memory/memory.ts";
import { native } from "../memory/native.ts";

/**
 * How long the pump looks for more before it sleeps. It gives its core away after each look in vain, since ranks and ZeroMQ's
 * own threads want it; without a way to do that, looking costs them more than sleeping costs the pump. Measured on two cores,
 * 8-byte ping-pong between two processes: 45–55 µs with yielding looks, 130 µs asleep, 450 µs with looks that don't yield.
 */
const SPIN_MS = native === undefined ? 0 : 0.3;

/** Looks between two turns of the event loop, in which finalizers, timers and the control channel get their time. */
const LOOKS = 8;

/** What there is to do. */
export interface PumpTasks {
  /** One look at the rings; true when there was something. */
  work(): boolean;
  receive(parts: Buffer[]): void;
  /** Whether large arrays are under way: then it does not look, but sleeps. */
  inBulk(): boolean;
  /** The socket gave out: nothing more can be received. */
  fail(error: unknown): void;
}

/**
 * When the pump looks. Right after something happened it asks the socket whether a message is there (`readable`), which takes a
 * microsecond instead of a turn of the event loop; asleep, it waits for its doorbell and for a pending `receive()`. The two never
 * mix: asking consumes the notification that a pending `receive()` waits for.
 */
export class PumpTurns {
  readonly #pull: Pull;
  readonly #doorbell: Doorbell;
  readonly #tasks: PumpTasks;
  readonly #spinMs: number;
  readonly #watch: Watch;
  #receiving = false;
  #armed = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  /** `looks` tells whether it looks for more before it sleeps. */
  constructor(pull: Pull, doorbell: Doorbell, looks: boolean, tasks: PumpTasks) {
    this.#pull = pull;
    this.#spinMs = looks ? SPIN_MS : 0;
    this.#doorbell = doorbell;
    this.#tasks = tasks;
    this.#watch = doorbell.watch(() => {
      this.#armed = false;
      this.#resume();
    });
  }

  start(): void {
    this.#run().catch((error: unknown) => this.#failed(error));
  }

  /** To be called before the socket is closed. */
  stop(): void {
    this.#stopped = true;
    this.#watch.close();
    this.#resume();
  }

  #failed(error: unknown): void {
    if (this.#stopped) return;
    this.stop();
    this.#tasks.fail(error);
  }

  async #run(): Promise<void> {
    let looks = 0;
    let lastFound = performance.now();
    while (!this.#stopped) {
      const received = await this.#look();
      const found = this.#tasks.work() || received;
      if (found) lastFound = performance.now();
      else native?.yieldProcessor();
      if (++looks < LOOKS && !this.#receiving) continue;
      looks = 0;
      if (!found && (this.#tasks.inBulk() || performance.now() - lastFound >= this.#spinMs)) {
        await this.#sleep();
        lastFound = performance.now();
      } else {
        await new Promise(setImmediate);
      }
    }
  }

  /** Receives a message that is there already, unless a pending `receive()` will. */
  async #look(): Promise<boolean> {
    if (this.#receiving || !this.#pull.readable) return false;
    const parts = await this.#pull.receive();
    if (!this.#stopped) this.#tasks.receive(parts);
    return true;
  }

  /** Until the doorbell rings or a message comes. */
  async #sleep(): Promise<void> {
    const ticket = this.#doorbell.prepare();
    if (this.#tasks.work() || this.#stopped) {
      this.#doorbell.cancel();
      return;
    }
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    if (!this.#receiving) this.#receiveLater();
    // A watch that is armed and was not rung stands on the same ticket.
    if (!this.#armed) {
      this.#armed = true;
      this.#watch.arm(ticket);
    }
    await woken;
    this.#doorbell.cancel();
  }

  #receiveLater(): void {
    this.#receiving = true;
    this.#pull.receive().then(
      (parts) => {
        this.#receiving = false;
        if (this.#stopped) return;
        this.#tasks.receive(parts);
        this.#resume();
      },
      (error: unknown) => this.#failed(error),
    );
  }

  #resume(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

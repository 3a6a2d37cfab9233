import type { Pull } from "zeromq";
import type { Doorbell } from "../memory/doorbell.ts";
import type { Watch } from "../memory/memory.ts";
import { native } from "../memory/native.ts";

const SPIN_MS = Number(process.env.PUMP_SPIN ?? 0.3);
const LOOKS = Number(process.env.PUMP_LOOKS ?? 32);
const YIELD = process.env.PUMP_YIELD === "1";
const READABLE = process.env.PUMP_READABLE !== "0";

export interface PumpTasks {
  work(): boolean;
  receive(parts: Buffer[]): void;
}

/** When the pump looks: at once after something happened, then in turns for a short time, then when it is woken. */
export class PumpTurns {
  readonly #pull: Pull;
  readonly #doorbell: Doorbell;
  readonly #tasks: PumpTasks;
  readonly #watch: Watch;
  #receiving = false;
  #armed = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(pull: Pull, doorbell: Doorbell, tasks: PumpTasks) {
    this.#pull = pull;
    this.#doorbell = doorbell;
    this.#tasks = tasks;
    this.#watch = doorbell.watch(() => {
      this.#armed = false;
      this.#resume();
    });
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#watch.close();
    this.#resume();
  }

  #resume(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  async #run(): Promise<void> {
    let looks = 0;
    let last = performance.now();
    while (!this.#stopped) {
      let found = this.#tasks.work();
      if (!this.#receiving) {
        if (READABLE) {
          if (this.#pull.readable) {
            this.#tasks.receive(await this.#pull.receive());
            found = true;
          }
        } else this.#receive();
      }
      if (this.#isStopped()) return;
      looks++;
      if (found) last = performance.now();
      else if (YIELD) native?.yieldProcessor();
      if (looks >= LOOKS || this.#receiving) {
        looks = 0;
        if (!found && performance.now() - last >= SPIN_MS) {
          await this.#park();
          last = performance.now();
        } else await new Promise(setImmediate);
      }
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #receive(): void {
    this.#receiving = true;
    this.#pull.receive().then(
      (parts) => {
        this.#receiving = false;
        this.#tasks.receive(parts);
        this.#resume();
      },
      () => {
        this.#receiving = false;
        this.#resume();
      },
    );
  }

  async #park(): Promise<void> {
    const ticket = this.#doorbell.prepare();
    if (this.#tasks.work()) {
      this.#doorbell.cancel();
      return;
    }
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    if (!this.#receiving) this.#receive();
    // A watch that is armed and was not rung stands on the same ticket.
    if (!this.#armed) {
      this.#armed = true;
      this.#watch.arm(ticket);
    }
    await woken;
    this.#doorbell.cancel();
  }
}

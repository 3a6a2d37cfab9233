import { codeOfSignal } from "./failure.ts";
import type { Supervisor } from "./supervisor.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** As timeout(1) does. */
const TIMED_OUT = 124;

/** Everything that ends a job from outside: a signal, the time, a reader of its output that went away, the launcher's own end. */
export class Interruption {
  /** The job's code, and what to tell people. */
  cause: { readonly code: number; readonly message?: string } | undefined;
  readonly #supervisor: Supervisor;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    // Whoever asks twice means it.
    if (this.cause !== undefined) return this.#supervisor.kill();
    this.#end({ code: codeOfSignal(signal), message: `the job was ended by ${signal}` });
  };
  readonly #onExit = (): void => this.#supervisor.kill();

  constructor(supervisor: Supervisor, timeoutMs: number | undefined) {
    this.#supervisor = supervisor;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on("exit", this.#onExit);
    if (timeoutMs !== undefined) this.#timer = setTimeout(() => this.#onTimeout(timeoutMs), timeoutMs);
  }

  onBrokenOutput(error: NodeJS.ErrnoException): void {
    // `ranks run ... | head` has seen enough: no reason for words.
    if (error.code === "EPIPE") this.#end({ code: codeOfSignal("SIGPIPE") });
    else this.#end({ code: 1, message: `the ranks' output cannot be written: ${error.message}` });
  }

  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.off("exit", this.#onExit);
    clearTimeout(this.#timer);
  }

  #onTimeout(timeoutMs: number): void {
    const ranks = this.#supervisor.remaining.join(", ");
    this.#end({
      code: TIMED_OUT,
      message: `the job was ended after ${timeoutMs / 1000} s, its time limit; still running were ranks ${ranks}`,
    });
  }

  #end(cause: NonNullable<Interruption["cause"]>): void {
    this.cause ??= cause;
    this.#supervisor.stop();
  }
}

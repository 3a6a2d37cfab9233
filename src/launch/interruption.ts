import { codeOfSignal } from "./failure.ts";
import { describeSituation } from "./situation.ts";
import type { Supervisor } from "./supervisor.ts";

/** What ends the job. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What is for the ranks' programs. */
const FORWARDED = ["SIGUSR1", "SIGUSR2"] as const;
/** As timeout(1) does. */
const TIMED_OUT = 124;
/** How long ranks may take to say what they wait for. */
const ASK_MS = 300;

/** What somebody may send to a whole job. */
export const JOB_SIGNALS = [...ENDING, ...FORWARDED, "SIGKILL"] as const;
export type JobSignal = (typeof JOB_SIGNALS)[number];

/**
 * Everything that comes to a job from outside: signals, which end it or are for its ranks, the time, a reader of its output
 * that went away, the launcher's own end.
 */
export class Interruption {
  /** The job's code, and what to tell people. */
  cause: { readonly code: number; readonly message?: string } | undefined;
  readonly #supervisor: Supervisor;
  readonly #timer: NodeJS.Timeout | undefined;
  #released = false;
  readonly #onSignal = (signal: NodeJS.Signals): void => this.receive(signal as JobSignal);
  readonly #onExit = (): void => this.#supervisor.kill();

  constructor(supervisor: Supervisor, timeoutMs: number | undefined) {
    this.#supervisor = supervisor;
    for (const signal of [...ENDING, ...FORWARDED]) process.on(signal, this.#onSignal);
    process.on("SIGTSTP", this.#onStop).on("SIGCONT", this.#onContinue).on("exit", this.#onExit);
    if (timeoutMs !== undefined) this.#timer = setTimeout(() => void this.#onTimeout(timeoutMs), timeoutMs);
  }

  /** Does what this signal asks for, as if the launcher had got it. */
  receive(signal: JobSignal): void {
    switch (signal) {
      case "SIGUSR1":
      case "SIGUSR2":
        return this.#supervisor.signal(signal);
      case "SIGKILL":
        this.#end({ code: codeOfSignal(signal), message: `the job was ended by ${signal}` });
        return this.#supervisor.kill();
      default:
        // Whoever asks twice means it.
        if (this.cause !== undefined) return this.#supervisor.kill();
        this.#end({ code: codeOfSignal(signal), message: `the job was ended by ${signal}` });
    }
  }

  onBrokenOutput(error: NodeJS.ErrnoException): void {
    // `ranks run ... | head` has seen enough: no reason for words.
    if (error.code === "EPIPE") this.#end({ code: codeOfSignal("SIGPIPE") });
    else this.#end({ code: 1, message: `the ranks' output cannot be written: ${error.message}` });
  }

  release(): void {
    this.#released = true;
    for (const signal of [...ENDING, ...FORWARDED]) process.off(signal, this.#onSignal);
    process.off("SIGTSTP", this.#onStop).off("SIGCONT", this.#onContinue).off("exit", this.#onExit);
    clearTimeout(this.#timer);
  }

  /** Ctrl-Z reaches the launcher alone; what stops is the whole job, until `fg` or `bg`. */
  readonly #onStop = (): void => {
    // Sessions of their own, which have no terminal, ignore SIGTSTP.
    this.#supervisor.signal("SIGSTOP");
    process.kill(process.pid, "SIGSTOP");
  };

  readonly #onContinue = (): void => this.#supervisor.signal("SIGCONT");

  async #onTimeout(timeoutMs: number): Promise<void> {
    if (this.cause !== undefined) return;
    const limit = `the job was ended after ${timeoutMs / 1000} s, its time limit`;
    this.cause = { code: TIMED_OUT, message: limit };
    const findings = await this.#supervisor.survey.ask(ASK_MS);
    if (this.#released) return;
    const { remaining } = this.#supervisor;
    if (remaining.length > 0)
      this.cause = {
        code: TIMED_OUT,
        message: `${limit}; still running:\n${describeSituation(findings, remaining)}`,
      };
    this.#supervisor.stop();
  }

  #end(cause: NonNullable<Interruption["cause"]>): void {
    this.cause ??= cause;
    this.#supervisor.stop();
  }
}

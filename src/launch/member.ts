import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";
import { RanksError } from "../errors.ts";
import { hearLines, writeLine } from "../job/lines.ts";
import type { Notice, Report } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";

/** How to start a process of ranks. */
export interface MemberCommand {
  readonly spec: JobSpecification;
  /** For node: options, program, arguments. */
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

export interface MemberListener {
  onReport(member: Member, report: Report): void;
  /** It ended, or (with an error) it could not be started. Comes once. */
  onExit(member: Member, code: number | null, signal: NodeJS.Signals | null, error?: Error): void;
}

/** The control channel's descriptor in every process of ranks. */
export const CONTROL = 3;

/** One process of the job: one rank, or a gang of thread ranks. */
export class Member {
  readonly process: number;
  readonly ranks: readonly number[];
  readonly threads: boolean;
  running = true;
  readonly #child: ChildProcess;
  readonly #control: Duplex;

  constructor(command: MemberCommand, listener: MemberListener) {
    const { spec, cwd, env, stdio } = command;
    this.process = spec.process;
    this.ranks = spec.ranks;
    this.threads = spec.threads !== undefined;
    // In a session of its own: Ctrl-C reaches the launcher alone, and a signal to the group reaches what the rank started.
    this.#child = spawn(process.execPath, command.arguments, { cwd, env, stdio, detached: true });
    const control = (this.#child as Partial<ChildProcess>).stdio?.[CONTROL];
    if (!control) {
      this.#child.once("error", () => undefined);
      throw new RanksError(
        "ERR_RANKS_LAUNCH",
        "no descriptors are left for another process; raise ulimit -n, or start fewer ranks",
      );
    }
    this.#control = control as Duplex;
    const ended = (code: number | null, signal: NodeJS.Signals | null, error?: Error): void => {
      if (!this.running) return;
      this.running = false;
      this.signal("SIGKILL");
      listener.onExit(this, code, signal, error);
    };
    // Exactly one of the two comes.
    this.#child.once("exit", ended).once("error", (error) => ended(null, null, error));
    this.#hear((report) => listener.onReport(this, report));
    this.#write(spec);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdin(): Writable | null {
    return this.#child.stdin;
  }

  /** The process's end of this descriptor writes; here it is read. */
  output(fd: number): Readable {
    return this.#child.stdio[fd] as Readable;
  }

  tell(notice: Notice): void {
    if (this.running) this.#write(notice);
  }

  /** To the process and all that it started and that stayed in its group. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is empty.
    }
  }

  #write(message: JobSpecification | Notice): void {
    writeLine(this.#control, message);
  }

  #hear(listener: (report: Report) => void): void {
    hearLines(this.#control, listener);
    // A process that has ended resets the channel; its end is seen otherwise.
    this.#control.on("error", () => this.#control.destroy());
  }
}

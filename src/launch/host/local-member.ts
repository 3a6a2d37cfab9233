import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";
import { RanksError } from "../../errors.ts";
import { hearLines, writeLine } from "../../job/lines.ts";
import type { Notice, Report } from "../../job/messages.ts";
import type { JobSpecification } from "../../job/specification.ts";
import type { Member, MemberEnd, MemberListener } from "../member.ts";

/** How to start a process of ranks. */
export interface MemberCommand {
  readonly spec: JobSpecification;
  /** The program, node or one that starts node, then its arguments. */
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

/** The control channel's descriptor in every process of ranks. */
export const CONTROL = 3;

/** A process of ranks on this host. */
export class LocalMember implements Member {
  readonly process: number;
  readonly ranks: readonly number[];
  readonly threads: boolean;
  readonly host = undefined;
  running = true;
  readonly #child: ChildProcess;
  readonly #control: Duplex;

  constructor(command: MemberCommand, listener: MemberListener) {
    const { spec, cwd, env, stdio } = command;
    this.process = spec.process;
    this.ranks = spec.ranks;
    this.threads = spec.threads !== undefined;
    const [program, ...words] = command.words;
    // In a session of its own: Ctrl-C reaches the launcher alone, and a signal to the group reaches what the rank started.
    this.#child = spawn(program, words, { cwd, env, stdio, detached: true });
    const control = (this.#child as Partial<ChildProcess>).stdio?.[CONTROL];
    if (!control) {
      this.#child.once("error", () => undefined);
      throw new RanksError(
        "ERR_RANKS_LAUNCH",
        "no descriptors are left for another process; raise ulimit -n, or start fewer ranks",
      );
    }
    this.#control = control as Duplex;
    const ended = (end: MemberEnd): void => {
      if (!this.running) return;
      this.running = false;
      this.signal("SIGKILL");
      listener.onExit(this, end);
    };
    // Exactly one of the two comes.
    this.#child
      .once("exit", (code, signal) => ended({ code, signal }))
      .once("error", ({ message }) =>
        ended({ code: null, signal: null, why: `could not be started: ${message}` }),
      );
    hearLines(this.#control, (report: Report) => listener.onReport(this, report));
    // A process that has ended resets the channel; its end is seen otherwise.
    this.#control.on("error", () => this.#control.destroy());
    writeLine(this.#control, spec);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdin(): Writable | null {
    return this.#child.stdin;
  }

  output(fd: number): Readable {
    return this.#child.stdio[fd] as Readable;
  }

  tell(notice: Notice): void {
    if (this.running) writeLine(this.#control, notice);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is empty.
    }
  }
}

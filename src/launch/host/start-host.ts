import { statSync } from "node:fs";
import { RanksError } from "../../errors.ts";
import type { MemberListener } from "../member.ts";
import { makeCarriers, releaseMemory, removeDirectory } from "./carriers.ts";
import type { Carriers } from "./carriers.ts";
import { commandOf } from "./commands.ts";
import type { StandardInput } from "./commands.ts";
import type { HostTask } from "./host-task.ts";
import { LocalMember } from "./local-member.ts";
import { withProcessors } from "./processors.ts";
import { findProgram } from "./program.ts";
import type { Program } from "./program.ts";

/** The processes of a job on this host, and what they share. */
export class HostPart {
  readonly carriers: Carriers;
  readonly programs: readonly Program[];
  readonly #task: HostTask;

  /** Makes ready what the processes need. `warn` hears when the job can go on, but slower. */
  constructor(task: HostTask, warn: (text: string) => void) {
    this.#task = withProcessors(task, warn);
    if (statSync(task.cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new RanksError(
        "ERR_RANKS_LAUNCH",
        `the working directory ${task.cwd} does not exist; make it, or name another with --wdir`,
      );
    this.programs = task.processes.map(({ program }) => findProgram(program, task.cwd));
    this.carriers = makeCarriers(task, warn);
  }

  /** Starts the processes; `added` hears of each as soon as it is there. */
  start(input: StandardInput, listener: MemberListener, added: (member: LocalMember) => void): void {
    try {
      this.#task.processes.forEach((part, i) => {
        added(new LocalMember(commandOf(this.#task, part, this.programs[i], this.carriers, input), listener));
      });
    } finally {
      releaseMemory(this.carriers);
    }
  }

  /** To be called when all processes are gone. */
  release(): void {
    removeDirectory(this.carriers);
  }
}

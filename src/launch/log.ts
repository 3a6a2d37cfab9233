import os from "node:os";
import type { Carriers } from "./carriers.ts";
import { displayMap } from "./display-map.ts";
import type { JobOutput } from "./job-output.ts";
import type { Member } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import type { Program } from "./program.ts";

/** What the launcher tells people about a job, beside the report on a failure. */
export class Log {
  readonly #output: JobOutput;
  readonly #options: LaunchOptions;
  readonly #begin = performance.now();

  constructor(output: JobOutput, options: LaunchOptions) {
    this.#output = output;
    this.#options = options;
  }

  say(text: string): void {
    this.#output.say(`ranks: ${text}`);
  }

  warnOfSharing(): void {
    const { size } = this.#options;
    const cores = os.availableParallelism();
    if (size > cores) this.say(`${size} ranks on ${cores} processors: they take turns, which is slower`);
  }

  started(members: readonly Member[], program: Program, carriers: Carriers): void {
    const carrier = carrierName(this.#options, carriers);
    const how = program.tsx ? `${program.file} (TypeScript by tsx)` : program.file;
    const pids = members.map(({ pid }) => pid).join(", ");
    const ranks = this.#options.threads
      ? `${this.#options.size} thread ranks in pid ${pids}`
      : `ranks as pids ${pids}`;
    this.#explain(`started ${ranks}: ${how}; messages go over ${carrier}`);
    if (this.#options.displayMap) this.#output.say(displayMap(members, carrier));
  }

  ended(): void {
    this.#explain("all ranks are gone");
  }

  #explain(text: string): void {
    if (this.#options.verbose) this.say(`[${Math.round(performance.now() - this.#begin)} ms] ${text}`);
  }
}

/** What "auto" comes to. */
function carrierName({ threads, transport = "auto", size }: LaunchOptions, carriers: Carriers): string {
  if (transport !== "auto") return transport;
  if (threads || size === 1) return "threads";
  return carriers.memory ? "shm" : "ipc";
}

import type { JobOutput } from "./job-output.ts";
import type { Member } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import type { JobPlan } from "./plan.ts";

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

  async started(members: readonly Member[], { programs }: JobPlan, carrier: string): Promise<void> {
    const pids = members.map(({ pid, host }) => (host === undefined ? pid : `${host}:${pid}`)).join(", ");
    const ranks = members.flatMap((member) => member.ranks).length;
    const what = members.some(({ threads }) => threads)
      ? `${ranks} ranks, threads of pids ${pids}`
      : `ranks as pids ${pids}`;
    const files = programs.map(({ program }) => program).join(", ");
    this.#explain(`started ${what}: ${files}; messages go over ${carrier}`);
    if (!this.#options.displayMap) return;
    // Most jobs start without it, and sooner.
    const { displayMap } = await import("./display-map.ts");
    this.#output.say(displayMap(members, carrier));
  }

  ended(): void {
    this.#explain("all ranks are gone");
  }

  #explain(text: string): void {
    if (this.#options.verbose) this.say(`[${Math.round(performance.now() - this.#begin)} ms] ${text}`);
  }
}

import type { Failure } from "./failure.ts";
import { checkOptions } from "./options.ts";
import type { LaunchOptions } from "./options.ts";

export type { Failure } from "./failure.ts";
export type { LaunchOptions } from "./options.ts";

export interface LaunchResult {
  /**
   * What a shell would see: 0; the code of the first rank that failed, or 128 + the number of the signal that killed it; 124
   * after `timeoutMs`; 130 after Ctrl-C; 141 when nobody reads the output any more. Ranks that others could do without do not
   * count, as long as one rank has ended well.
   */
  readonly code: number;
  /** The first failure, where it ended the job. */
  readonly failure?: Failure;
  /** What the other ranks outlived (`onPeerLost: "reject"`), in order. */
  readonly lost?: readonly Failure[];
}

/**
 * Runs a program as many ranks, on this host or on others, as `ranks run` does, and completes when all of them are gone. A rank
 * that fails ends the job within seconds, unless the others want to go on without it: that is a result, with a report on
 * `stderr`, and not an error. While the job runs, SIGINT, SIGTERM and SIGHUP end it in place of this process, SIGUSR1 and SIGUSR2
 * go to its ranks, and SIGTSTP (Ctrl-Z) stops it together with this process.
 *
 * @throws RanksError ERR_RANKS_USAGE for options that make no sense, ERR_RANKS_LAUNCH when the program cannot be found or
 * started, or a host is not there, ERR_RANKS_MEMORY when shared memory was asked for and cannot be had. No rank runs then.
 */
export async function launch(options: LaunchOptions): Promise<LaunchResult> {
  checkOptions(options);
  // Each rank imports this module, and few launch others: they need not load what that takes.
  const { runJob } = await import("./run-job.ts");
  return runJob(options);
}

import { failureReport } from "./failure.ts";
import type { Failure } from "./failure.ts";
import { feedStdin } from "./feed-stdin.ts";
import { Interruption } from "./interruption.ts";
import { JobOutput } from "./job-output.ts";
import { hostsOf, START_TIMEOUT_MS } from "./job-hosts.ts";
import { Log } from "./log.ts";
import type { Member } from "./member.ts";
import { checkOptions } from "./options.ts";
import type { LaunchOptions } from "./options.ts";
import { resolvePlan } from "./plan.ts";
import { Supervisor } from "./supervisor.ts";

export type { Failure } from "./failure.ts";
export type { LaunchOptions } from "./options.ts";

export interface LaunchResult {
  /**
   * What a shell would see: 0; the code of the first rank that failed, or 128 + the number of the signal that killed it; 124
   * after `timeoutMs`; 130 after Ctrl-C; 141 when nobody reads the output any more.
   */
  readonly code: number;
  readonly failure?: Failure;
}

/**
 * Runs a program as many ranks, on this host or on others, as `ranks run` does, and completes when all of them are gone. A rank
 * that fails ends the job within seconds: that is a result, with a report on `stderr`, and not an error. While the job runs,
 * SIGINT, SIGTERM and SIGHUP end it in place of this process.
 *
 * @throws RanksError ERR_RANKS_USAGE for options that make no sense, ERR_RANKS_LAUNCH when the program cannot be found or
 * started, or a host is not there, ERR_RANKS_MEMORY when shared memory was asked for and cannot be had. No rank runs then.
 */
export async function launch(options: LaunchOptions): Promise<LaunchResult> {
  checkOptions(options);
  const { maxRestarts = 0, timeoutMs } = options;
  const until = performance.now() + (timeoutMs ?? 0);
  for (let restarts = 0; ; restarts++) {
    const left =
      timeoutMs === undefined ? {} : { timeoutMs: Math.max(1, Math.round(until - performance.now())) };
    const env: Record<string, string> = maxRestarts > 0 ? { [RESTART_COUNT]: String(restarts) } : {};
    if (restarts > 0)
      (options.stderr ?? process.stderr).write(
        `ranks: the job starts again (${restarts} of ${maxRestarts})\n`,
      );
    const { result, again } = await runOnce(
      { ...options, ...left, env: { ...options.env, ...env } },
      restarts,
    );
    if (!again || restarts === maxRestarts) return result;
  }
}

/** Tells a program how often its job was started again. */
const RESTART_COUNT = "RANKS_RESTART_COUNT";

interface Run {
  readonly result: LaunchResult;
  /** The job failed by itself. */
  readonly again: boolean;
}

async function runOnce(options: LaunchOptions, restarts: number): Promise<Run> {
  const plan = resolvePlan(options);
  const supervisor = new Supervisor(plan.placement.processes.length);
  const interruption = new Interruption(supervisor, options.timeoutMs);
  const output = new JobOutput(options, restarts > 0, {
    onBroken: (error) => interruption.onBrokenOutput(error),
    hasFailed: (rank) => supervisor.hasFailed(rank),
  });
  const log = new Log(output, options);
  const members: Member[] = [];
  let stopFeeding = (): void => undefined;
  const hosts = hostsOf(plan, options, supervisor.stopping, {
    onReport: (member, report) => supervisor.onReport(member, report),
    onExit: (member, end) => supervisor.onExit(member, end),
    onWarning: (text) => log.say(text),
    onAdded: (member) => {
      members.push(member);
      supervisor.add(member);
      output.connect(member);
      if (member.stdin) stopFeeding = feedStdin(member.stdin);
    },
  });
  try {
    await hosts.start();
    if (plan.placement.hosts.length > 1) supervisor.expectAll(options.startTimeoutMs ?? START_TIMEOUT_MS);
    log.started(members, plan, hosts.carrier);
    await supervisor.done;
    stopFeeding();
    await output.drain();
    log.ended();
    const { failure } = supervisor;
    const lastWords = failure ? output.tail(failure.rank ?? supervisor.failed!) : [];
    output.settle(lastWords);
    const again = failure !== undefined && interruption.cause === undefined;
    if (failure) output.say(failureReport(failure, lastWords, plan.size, supervisor.left));
    else if (interruption.cause?.message !== undefined) log.say(interruption.cause.message);
    return {
      result: { code: failure?.code ?? interruption.cause?.code ?? 0, ...(failure && { failure }) },
      again,
    };
  } catch (error) {
    const { cause } = interruption;
    // Hosts that were still being waited for when the job was called off.
    if (cause === undefined) throw error;
    if (cause.message !== undefined) log.say(cause.message);
    return { result: { code: cause.code }, again: false };
  } finally {
    supervisor.kill(); // Does nothing to a job that has ended.
    interruption.release();
    await hosts.release();
    await output.release();
  }
}

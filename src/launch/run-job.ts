import { failureReport, lossReport } from "./failure.ts";
import { feedStdin } from "./feed-stdin.ts";
import { Interruption } from "./interruption.ts";
import { JobOutput } from "./job-output.ts";
import { hostsOf, START_TIMEOUT_MS } from "./job-hosts.ts";
import { Log } from "./log.ts";
import type { Member } from "./member.ts";
import type { LaunchResult } from "./launch.ts";
import type { LaunchOptions } from "./options.ts";
import { resolvePlan } from "./plan.ts";
import { register } from "./registration.ts";
import { Supervisor } from "./supervisor.ts";

/** Tells a program how often its job was started again. */
const RESTART_COUNT = "RANKS_RESTART_COUNT";

/** The job, as often as it may be started. */
export async function runJob(options: LaunchOptions): Promise<LaunchResult> {
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
  for (const text of plan.warnings) log.say(text);
  const members: Member[] = [];
  let stopFeeding = (): void => undefined;
  let unregister = (): void => undefined;
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
    await log.started(members, plan, hosts.carrier);
    unregister = await register({ plan, members, supervisor, interruption, log });
    await supervisor.done;
    stopFeeding();
    await output.drain();
    log.ended();
    const { failure, losses } = supervisor;
    const outlived = failure === undefined && losses.length > 0;
    const lastWords = failure ? output.tail(failure.rank ?? supervisor.failed!) : [];
    output.settle(lastWords);
    const again = failure !== undefined && interruption.cause === undefined;
    if (failure) output.say(failureReport(failure, lastWords, plan.size, supervisor.left));
    else if (interruption.cause?.message !== undefined) log.say(interruption.cause.message);
    if (outlived) output.say(lossReport(losses));
    return {
      result: {
        code: failure?.code ?? interruption.cause?.code ?? 0,
        ...(failure && { failure }),
        ...(outlived && { lost: losses }),
      },
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
    unregister();
  }
}

import path from "node:path";
import { makeCarriers, releaseMemory, removeDirectory } from "./carriers.ts";
import type { Carriers } from "./carriers.ts";
import { failureReport } from "./failure.ts";
import type { Failure } from "./failure.ts";
import { feedStdin } from "./feed-stdin.ts";
import { Interruption } from "./interruption.ts";
import { JobOutput } from "./job-output.ts";
import { Log } from "./log.ts";
import { Member } from "./member.ts";
import type { MemberCommand } from "./member.ts";
import { checkOptions } from "./options.ts";
import type { LaunchOptions } from "./options.ts";
import { planJob } from "./plan.ts";
import { findProgram } from "./program.ts";
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
 * Runs a program as `size` ranks on this host, as `ranks run` does, and completes when all of them are gone. A rank that
 * fails ends the job within 2 s: that is a result, with a report on `stderr`, and not an error. While the job runs, SIGINT,
 * SIGTERM and SIGHUP end it in place of this process.
 *
 * @throws RanksError ERR_RANKS_USAGE for options that make no sense, ERR_RANKS_LAUNCH when the program cannot be found or
 * started, ERR_RANKS_MEMORY when shared memory was asked for and cannot be had. No rank runs then.
 */
export async function launch(options: LaunchOptions): Promise<LaunchResult> {
  checkOptions(options);
  const cwd = path.resolve(options.cwd ?? ".");
  const program = findProgram(options.program, cwd);
  const supervisor = new Supervisor(options.threads ? 1 : options.size);
  const interruption = new Interruption(supervisor, options.timeoutMs);
  const output = new JobOutput(options, {
    onBroken: (error) => interruption.onBrokenOutput(error),
    hasFailed: (rank) => supervisor.hasFailed(rank),
  });
  const log = new Log(output, options);
  let carriers: Carriers = {};
  try {
    log.warnOfSharing();
    carriers = makeCarriers(options, (text) => log.say(text));
    const members = startMembers(planJob(options, { program, cwd, carriers }), supervisor, output);
    releaseMemory(carriers);
    log.started(members, program, carriers);
    const stopFeeding = feedStdin(members);
    await supervisor.done;
    stopFeeding();
    await output.drain();
    log.ended();
    const { failure } = supervisor;
    const lastWords = failure ? output.tail(failure.rank ?? members[0]) : [];
    output.settle(lastWords);
    if (failure) output.say(failureReport(failure, lastWords, options.size, supervisor.left));
    else if (interruption.cause?.message !== undefined) log.say(interruption.cause.message);
    return { code: failure?.code ?? interruption.cause?.code ?? 0, ...(failure && { failure }) };
  } finally {
    supervisor.kill(); // Does nothing to a job that has ended.
    interruption.release();
    removeDirectory(carriers);
    await output.release();
  }
}

function startMembers(
  commands: readonly MemberCommand[],
  supervisor: Supervisor,
  output: JobOutput,
): Member[] {
  return commands.map((command) => {
    const member = new Member(command, supervisor);
    supervisor.add(member);
    output.connect(member);
    return member;
  });
}

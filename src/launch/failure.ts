import { constants } from "node:os";
import type { Member } from "./member.ts";

/** The first thing that went wrong in a job. */
export interface Failure {
  /** The rank; undefined when a process with all its thread ranks went. */
  readonly rank?: number;
  readonly pid?: number;
  /** What the job ends with: the exit code, or 128 + the signal's number. */
  readonly code: number;
  readonly signal?: NodeJS.Signals;
  /** For people, such as "rank 2 (pid 1234) was killed by SIGKILL". */
  readonly message: string;
}

export function codeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** "rank 2 (pid 1234)", "rank 2 (a thread of pid 1234)", "the process of ranks 0 to 3 (pid 1234)". */
export function nameOf(member: Member, rank: number | undefined): string {
  const host = member.host === undefined ? "" : ` on ${member.host}`;
  const pid = `pid ${member.pid ?? "?"}${host}`;
  const [first] = member.ranks;
  if (!member.threads) return `rank ${first} (${pid})`;
  if (rank !== undefined) return `rank ${rank} (a thread of ${pid})`;
  return `the process of ranks ${first} to ${member.ranks.at(-1)} (${pid})`;
}

/** What people read about it: several lines. */
export function failureReport(
  failure: Failure,
  stderr: readonly string[],
  size: number,
  left: readonly number[],
): string {
  const lines = [`ranks: ${failure.message}`];
  if (stderr.length > 0) lines.push("  last lines of its stderr:", ...stderr.map((line) => `    ${line}`));
  if (left.length > 0)
    lines.push(
      `ranks: before that, rank${left.length > 1 ? "s" : ""} ${left.join(", ")} left without finalize()`,
    );
  if (size > 1 && failure.rank !== undefined) lines.push("ranks: the other ranks of the job were ended");
  return lines.join("\n");
}

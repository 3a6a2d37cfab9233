import { constants } from "node:os";
import type { Member } from "./member.ts";

/** Something that went wrong in a job: a rank, or a process with all its ranks, is lost. */
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
  if (!member.threads) return `rank ${member.ranks[0]} (${pid})`;
  if (rank !== undefined) return `rank ${rank} (a thread of ${pid})`;
  return `the process of ${listed(member.ranks)} (${pid})`;
}

/** "rank 3", "ranks 1, 5", "ranks 4 to 7". */
function listed(ranks: readonly number[]): string {
  const [first] = ranks;
  if (ranks.length === 1) return `rank ${first}`;
  const row = ranks.length > 2 && ranks.every((rank, i) => rank === first + i);
  return row ? `ranks ${first} to ${ranks.at(-1)}` : `ranks ${ranks.join(", ")}`;
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
  if (left.length > 0) lines.push(`ranks: before that, ${listed(left)} left without finalize()`);
  if (size > 1 && failure.rank !== undefined) lines.push("ranks: the other ranks of the job were ended");
  return lines.join("\n");
}

/** What people read of ranks that the others could do without: one line. */
export function lossReport(losses: readonly Failure[]): string {
  return `ranks: ${losses.map(({ message }) => message).join("; ")}; the other ranks went on`;
}

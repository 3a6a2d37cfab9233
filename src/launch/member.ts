import type { Readable, Writable } from "node:stream";
import type { Notice, Report } from "../job/messages.ts";

/** One process of a job, on this host or another: one rank, or a gang of thread ranks. */
export interface Member {
  readonly process: number;
  readonly ranks: readonly number[];
  /** Its ranks are threads. */
  readonly threads: boolean;
  /** The host's name; undefined for this one in a job that has no other. */
  readonly host: string | undefined;
  readonly pid: number | undefined;
  readonly running: boolean;
  /** Present for the one whose standard input the launcher has to feed. */
  readonly stdin: Writable | null;
  /** What the process writes on this descriptor. */
  output(fd: number): Readable;
  tell(notice: Notice): void;
  /** To the process and all that it started and that stayed in its group. */
  signal(signal: NodeJS.Signals): void;
}

/** How a process ended: by itself, or (`why`) in a way that only its watcher knows of. */
export interface MemberEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Such as "could not be started: ..." */
  readonly why?: string;
}

export interface MemberListener {
  onReport(member: Member, report: Report): void;
  /** Comes once. */
  onExit(member: Member, end: MemberEnd): void;
}

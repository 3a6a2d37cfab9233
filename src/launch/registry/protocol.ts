import type { ProcessState } from "../../job/messages.ts";
import type { JobSignal } from "../interruption.ts";

// What is said over the control socket of a job: one JSON object a line, a question each time and its answer.

export type Question =
  | { readonly type: "describe" }
  | { readonly type: "state" }
  /** Do what the launcher does when it gets this signal. */
  | { readonly type: "kill"; readonly signal: JobSignal };

export interface Answers {
  readonly describe: JobDescription;
  readonly state: readonly ProcessSnapshot[];
  /** It is being done. */
  readonly kill: null;
}

export interface JobDescription {
  readonly job: string;
  /** Of the launcher. */
  readonly pid: number;
  readonly size: number;
  /** Null stands for the launcher's own. */
  readonly hosts: readonly (string | null)[];
  /** For people: the programs, with their arguments. */
  readonly program: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface ProcessSnapshot {
  /** Null for the launcher's own. */
  readonly host: string | null;
  readonly pid: number | null;
  readonly ranks: readonly number[];
  /** Null when it did not answer in time. */
  readonly state: ProcessState | null;
}

/** For people. */
export function nameOfHost(host: string | null): string {
  return host ?? "this host";
}

import type { JobSpecification, Network } from "../../job/specification.ts";

/** All that a host needs to know to run its part of a job. It can travel as JSON. */
export interface HostTask {
  /** What is the same for all processes of the job. */
  readonly job: Pick<
    JobSpecification,
    "job" | "token" | "size" | "transport" | "processOf" | "hostOf" | "mergeStderr"
  >;
  /** Present when the job has several hosts. */
  readonly network?: Network;
  /** Absolute. */
  readonly cwd: string;
  /** To set for all ranks, beside what the host itself has. */
  readonly env: Readonly<Record<string, string>>;
  /** The world rank that reads the launcher's standard input, if one does. */
  readonly stdin: number | null;
  readonly processes: readonly ProcessTask[];
}

export interface ProcessTask {
  readonly process: number;
  /** World ranks, ascending. */
  readonly ranks: readonly number[];
  /** The ranks are threads, even where there is but one. */
  readonly threads: boolean;
  /** A path, relative to `cwd`, or a file: URL. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Processors that it may use, as places in the list of those that we may use on the host; all where absent. */
  readonly cores?: readonly number[];
}

/** World ranks that run on the host. */
export function ranksOf({ processes }: HostTask): number[] {
  return processes.flatMap(({ ranks }) => ranks);
}

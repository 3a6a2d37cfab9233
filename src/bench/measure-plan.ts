import type { LaunchOptions } from "../launch/options.ts";

/** What `ranks bench` was asked for. */
export interface MeasurePlan {
  /** As many as a benchmark likes, unless said. */
  readonly ranks?: number;
  readonly sizes?: readonly number[];
  readonly operations?: readonly string[];
  readonly awaiting: boolean;
  readonly check: boolean;
  readonly repetitions: number;
  readonly samples?: number;
  /** Fewer sizes and less time for each: many benchmarks follow. */
  readonly summary: boolean;
  readonly where: Where;
}

/** The launcher's part. */
export type Where = Pick<LaunchOptions, "threads" | "transport" | "hosts" | "hostfile" | "mapBy">;

/** How results are shown. */
export interface Presentation {
  readonly json: boolean;
  readonly csv: boolean;
  readonly html?: string;
  readonly compare?: string;
}

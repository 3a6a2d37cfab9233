import type { BindTo, MapBy, Plan, Planner } from "./plan.ts";

/** What runs, and where. */
export type PlacementOptions = HostOptions & (ProgramOptions | PlanOptions);

/** One program. */
export interface ProgramOptions {
  /**
   * How many ranks, 1 or more. By default, as for a program of a plan: as many as the hosts have slots, where hosts are named,
   * and otherwise 1.
   */
  readonly size?: number;
  /** The program that every rank runs: JavaScript, or TypeScript where Node or tsx can run it. A string is a path, relative to `cwd`. */
  readonly program: URL | string;
  /** The program's arguments, the same for all ranks. */
  readonly argv?: readonly string[];
  /**
   * Decides where each rank runs, in place of the planner of this package.
   *
   * ```ts
   * import { launch } from "ranks";
   *
   * // The odd ranks on the second host.
   * await launch({
   *   size: 8,
   *   program: "sort.ts",
   *   hosts: ["node1", "node2"],
   *   plan: ({ programs, hosts }) => ({
   *     hosts,
   *     processes: Array.from({ length: programs[0].count }, (_, rank) => ({
   *       host: rank % 2,
   *       program: 0,
   *       ranks: [rank],
   *     })),
   *   }),
   * });
   * ```
   */
  readonly plan?: Planner;
}

/** Several programs, or pins to hosts. */
export interface PlanOptions {
  /** Options beside it, such as `hosts`, replace what it says. */
  readonly plan: Plan;
  readonly size?: undefined;
  readonly program?: undefined;
  readonly argv?: undefined;
}

/** How ranks are spread over hosts. */
export interface HostOptions {
  /** All ranks of a program on a host are threads of one process; otherwise each is a process. */
  readonly threads?: boolean;
  /**
   * The hosts that ranks may run on, such as `["node1:4", "me@node2", "[fd00::3]:2"]`, written as `Plan` says. Beside a hostfile
   * or within a scheduler's allocation they choose among its hosts.
   */
  readonly hosts?: readonly string[];
  /** A file with a host on each line: `node1`, `node1 slots=4`, `node1:4`. A path, relative to this process' working directory. */
  readonly hostfile?: string;
  /** How ranks are spread over the hosts; `slot` by default. */
  readonly mapBy?: MapBy;
  /** A file of lines `rank 0=node1 slot=0-1`, which give ranks places of their own. A path as that of the hostfile. */
  readonly rankfile?: string;
  /** Up to so many ranks of a program on a host are threads of one process. By default 1: each rank is a process. */
  readonly ranksPerProcess?: number;
  /** Whether each process keeps to as many processors as it has ranks (`core`), or may use all (`none`, the default). */
  readonly bindTo?: BindTo;
}

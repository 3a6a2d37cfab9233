import type { Host, Placement } from "./placement.ts";

/**
 * How ranks are spread over hosts. `slot` fills the slots of a host before it goes to the next; `node` goes round the hosts,
 * one rank each; `ppr:N:node` puts exactly N ranks of each program on each host.
 */
export type MapBy = "slot" | "node" | `ppr:${number}:node`;

/** Whether the system may run a process on any processor (`none`), or on as many of its own as it has ranks (`core`). */
export type BindTo = "none" | "core";

/**
 * Which programs run as which ranks, and where. World ranks are numbered in the order of the programs.
 *
 * A host is written as on the command line: `name`, `user@name`, `name:4` for one with 4 slots, an IPv6 address in brackets.
 * One that is named twice has the slots of both. Hosts have no limit where none has a number and none is named twice;
 * otherwise a name without a number counts one slot. Once all slots are taken, filling begins again with the first host.
 *
 * Ranks with a place of their own (`ranks`) take theirs first, then programs that are pinned to hosts, then the rest.
 *
 * ```ts
 * import { launch } from "ranks";
 * import type { Plan } from "ranks";
 *
 * const plan: Plan = {
 *   hosts: ["front", "node1:8", "node2:8"],
 *   programs: [
 *     { program: "steer.ts", count: 1, hosts: ["front"] },
 *     { program: "solve.ts", count: 16, argv: ["--grid", "512"], hosts: ["node1", "node2"] },
 *   ],
 * };
 * await launch({ plan });
 * ```
 */
export interface Plan {
  /** One or more. They make one world. */
  readonly programs: readonly PlanProgram[];
  /**
   * The hosts that ranks may be placed on. By default those of the hostfile or of the scheduler's allocation; without either,
   * the hosts that programs and ranks are pinned to; without these, the one that the launcher runs on.
   */
  readonly hosts?: readonly string[];
  /** `slot` by default. */
  readonly mapBy?: MapBy;
  /** Ranks with a place of their own. */
  readonly ranks?: readonly PinnedRank[];
  /** Up to so many ranks of a program on a host are threads of one process. By default 1: each rank is a process. */
  readonly ranksPerProcess?: number;
  /** `none` by default. */
  readonly bindTo?: BindTo;
}

/** One of the programs of a job. */
export interface PlanProgram {
  /** JavaScript, or TypeScript where Node or tsx can run it. A string is a path, relative to the ranks' working directory. */
  readonly program: URL | string;
  readonly argv?: readonly string[];
  /**
   * How many ranks run it. By default: with `ppr:N:node` N for each host; for the only program of a job as many as ranks are
   * pinned, or else as hosts have slots, one where they have no number; otherwise 1.
   */
  readonly count?: number;
  /** Variables to set for its ranks. */
  readonly env?: Readonly<Record<string, string>>;
  /** The only hosts that its ranks may be placed on. A number of slots takes the place of the one in the list of all hosts. */
  readonly hosts?: readonly string[];
}

/** A rank with a place of its own, as in a line of a rankfile. */
export interface PinnedRank {
  /** In the world. */
  readonly rank: number;
  /** The host's name, without user and brackets. */
  readonly host: string;
  /** The processors that its process may use: places in the list of those that the host lets us use, from 0. */
  readonly cores?: readonly number[];
}

/** A plan with all questions answered but where each rank runs. */
export interface PlanRequest {
  /** World ranks are numbered in this order. */
  readonly programs: readonly RequestedProgram[];
  /** At least one; each has another name. */
  readonly hosts: readonly Host[];
  readonly mapBy: MapBy;
  readonly ranks: readonly PinnedRank[];
  /** `Infinity` when ranks are threads of one process. */
  readonly ranksPerProcess: number;
  readonly bindTo: BindTo;
}

/** What the processes of a program run. */
export interface PlannedProgram {
  /** A path or a file: URL. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A program whose ranks are to be placed. */
export interface RequestedProgram extends PlannedProgram {
  readonly count: number;
  /** Names of the only hosts that its ranks may be placed on, in the order of preference; all of them where absent. */
  readonly hosts?: readonly string[];
}

/** Decides where ranks run, in place of the planner of this package. It need not heed all that was asked for. */
export type Planner = (request: PlanRequest) => Placement;

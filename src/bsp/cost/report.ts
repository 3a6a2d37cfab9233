import { reportTable } from "./report-table.ts";
import type { MachineCost } from "./machine.ts";

/** One superstep of all ranks. Times are microseconds, words have 8 bytes. */
export interface SuperstepCost {
  /** w: of the rank that computed longest. */
  readonly work: number;
  /** Over the ranks. Where it is far below `work`, some waited for others. */
  readonly meanWork: number;
  /** The most words that a rank sent to others, or received. */
  readonly h: number;
  /** From the end of the sync before to the end of its own. */
  readonly measured: number;
  /** Words that each rank sent to each in it, as in the report's; left out where those of all supersteps fill more than 8 MiB. */
  readonly relation?: readonly Float64Array[];
}

/** What supersteps were predicted to cost, w + h g + l each, and what they took. */
export class Report {
  readonly machine: MachineCost;
  readonly supersteps: readonly SuperstepCost[];
  /** Words that each rank sent to each: `relation[i]` are those of rank i. */
  readonly relation: readonly Float64Array[];

  constructor(machine: MachineCost, supersteps: readonly SuperstepCost[], relation: readonly Float64Array[]) {
    this.machine = machine;
    this.supersteps = supersteps;
    this.relation = relation;
  }

  /** Microseconds. */
  predicted({ work, h }: SuperstepCost): number {
    return work + h * this.machine.g + this.machine.l;
  }

  /** A table for a terminal: the costliest supersteps, in their order, and all together. */
  toString(): string {
    return reportTable(this);
  }

  toJSON(): object {
    return {
      ranks: this.relation.length,
      machine: this.machine,
      supersteps: this.supersteps.map((superstep) => ({
        ...superstep,
        predicted: this.predicted(superstep),
        relation: superstep.relation?.map((row) => [...row]),
      })),
      relation: this.relation.map((row) => [...row]),
    };
  }

  /** A picture: predicted beside measured for each superstep, and who sent how much to whom. */
  async svg(): Promise<string> {
    const { drawReport } = await import("./picture.ts");
    return drawReport(this);
  }

  /** The picture and the figures, on a page that needs nothing else. */
  async html(): Promise<string> {
    const { reportPage } = await import("./report-page.ts");
    return reportPage(this);
  }
}

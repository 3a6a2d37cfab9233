import { Lookout } from "./lookouts.ts";
import type { Meeting } from "./muster.ts";
import type { Progress } from "./operation.ts";

/** Waits until everybody is through with an earlier collective whose place in the cells a new one needs. */
export class Vacancy extends Lookout {
  readonly meeting: Meeting;

  constructor(progress: Progress, meeting: Meeting) {
    super(progress);
    this.meeting = meeting;
  }

  get context(): number {
    return this.meeting.context;
  }

  get tag(): number {
    return this.meeting.number;
  }

  look(): boolean {
    if (!this.meeting.cells.vacant(this.meeting.number)) return false;
    this.complete(undefined);
    return true;
  }

  missing(): readonly number[] {
    const { cells, worldRanks, rank, number } = this.meeting;
    return worldRanks.filter((_, other) => other !== rank && cells.roomAt(other, number) <= 0);
  }

  override toString(): string {
    return "earlier collectives of other ranks";
  }
}

import type { Cells, Signature } from "../memory/cells.ts";
import { describeSignature } from "../wire/signature.ts";
import { Lookout } from "./lookouts.ts";
import type { Progress } from "./operation.ts";
import { apartError } from "./receive.ts";

/** A collective as the cells of its communicator know it. */
export interface Meeting {
  readonly cells: Cells;
  readonly worldRanks: readonly number[];
  readonly rank: number;
  readonly context: number;
  readonly number: number;
  readonly signature: Signature;
  /** Of the one before, where this rank has completed it. */
  readonly before: Signature | undefined;
}

/** Waits until ranks have contributed to a collective, and sees whether they are in the same one. */
export class Muster extends Lookout {
  readonly meeting: Meeting;
  readonly end: number;
  /** The first one that is not known to be there. */
  next: number;

  /** For the ranks from `next` up to `end`. */
  constructor(progress: Progress, meeting: Meeting, next: number, end: number) {
    super(progress);
    this.meeting = meeting;
    this.next = next;
    this.end = end;
  }

  get context(): number {
    return this.meeting.context;
  }

  get tag(): number {
    return this.meeting.number;
  }

  look(): boolean {
    const { cells, number, signature, before } = this.meeting;
    for (; this.next < this.end; this.next++) {
      if (!cells.has(this.next, number)) return false;
      if (cells.agrees(this.next, number, signature, before)) continue;
      this.fail(this.#apart(this.next));
      return true;
    }
    this.complete(undefined);
    return true;
  }

  #apart(rank: number): Error {
    const { cells, number, signature, before } = this.meeting;
    const there = cells.signature(rank, number);
    const same = there.first === signature.first && there.second === signature.second;
    const [here, apart] = same ? [before!, cells.signatureBefore(rank, number)] : [signature, there];
    return apartError(
      describeSignature(here.first, here.second),
      rank,
      describeSignature(apart.first, apart.second),
    );
  }

  missing(): readonly number[] {
    const { cells, number, worldRanks } = this.meeting;
    return worldRanks.filter((_, rank) => rank >= this.next && rank < this.end && !cells.has(rank, number));
  }

  override toString(): string {
    const { cells, number, worldRanks } = this.meeting;
    const missing = [...worldRanks.keys()].filter(
      (rank) => rank >= this.next && rank < this.end && !cells.has(rank, number),
    );
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    return `word from rank ${missing[0] ?? this.next}${more}`;
  }
}

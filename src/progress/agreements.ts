import { RanksError } from "../errors.ts";
import { SLOTS } from "../memory/decisions.ts";
import type { Outcome } from "../memory/decisions.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import type { Ballot, Surroundings } from "./surroundings.ts";

/** A rank's part in an agreement, until that is reached. `conclude` makes of it what the program wants to know. */
export class Agreement<T> extends Operation<T> {
  readonly ballot: Ballot;
  readonly name: string;
  readonly #conclude: (outcome: Outcome) => T;

  constructor(progress: Progress, ballot: Ballot, name: string, conclude: (outcome: Outcome) => T) {
    super(progress);
    this.ballot = ballot;
    this.name = name;
    this.#conclude = conclude;
  }

  reach(outcome: Outcome): void {
    const { absent, proposal } = outcome;
    if (absent !== null) {
      const what = `${this.name}: world rank ${absent} has finalized; agree before any rank ends`;
      return this.fail(new RanksError("ERR_RANKS_PEER_LOST", what));
    }
    if ((proposal === null) !== (this.ballot.proposal === null)) {
      const what = `one rank called agree where another called shrink; call them in the same order on every rank`;
      return this.fail(new RanksError("ERR_RANKS_MISMATCH", `${this.name}: ${what}`));
    }
    this.complete(this.#conclude(outcome));
  }

  override toString(): string {
    return `${this.name}: every rank that is not lost must call it`;
  }
}

/** The agreements of a rank that are in flight: it votes, and finds on a board of its process what all agreed on. */
export class Agreements {
  readonly #surroundings: Surroundings;
  readonly #slots = new Map<Agreement<unknown>, number>();
  #refusal: ((what: string) => Error) | undefined = undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  start(agreement: Agreement<unknown>): void {
    const { decisions, place, vote } = this.#surroundings;
    const { context, number, ranks, flag, proposal } = agreement.ballot;
    if (this.#refusal !== undefined) return agreement.fail(this.#refusal(agreement.name));
    // Nobody else has a say.
    if (vote === undefined || ranks.length === 1)
      return agreement.reach({ flag, losses: 0, proposal, absent: null });
    const slot = decisions.open(place, context, number);
    if (slot === undefined) {
      const what = `${agreement.name}: this rank is in agreements of ${SLOTS} communicators; await one of them first`;
      return agreement.fail(new RanksError("ERR_RANKS_USAGE", what));
    }
    this.#slots.set(agreement, slot);
    vote(agreement.ballot);
  }

  /** Takes from the board what has been decided; each answer is to be called once the losses that it counts are known here. */
  take(): (() => void)[] {
    const answers: (() => void)[] = [];
    for (const [agreement, slot] of this.#slots) {
      const outcome = this.#surroundings.decisions.outcome(slot);
      if (outcome === undefined) continue;
      this.#slots.delete(agreement);
      this.#surroundings.decisions.close(slot);
      answers.push(() => agreement.reach(outcome));
    }
    return answers;
  }

  /** This rank votes no more. */
  refuse(error: (what: string) => Error): void {
    this.#refusal = error;
    for (const [agreement, slot] of this.#slots) {
      this.#surroundings.decisions.close(slot);
      agreement.fail(error(agreement.name));
    }
    this.#slots.clear();
  }
}

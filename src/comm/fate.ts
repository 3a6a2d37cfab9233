import { RanksError } from "../errors.ts";
import { AgreementQueue } from "../progress/agreement-queue.ts";
import type { Agreement } from "../progress/agreements.ts";
import type { Context } from "../progress/contexts.ts";
import type { Engine } from "../progress/engine.ts";
import type { Conversations } from "./conversations.ts";
import { Group } from "./group.ts";
import type { Home } from "./home.ts";

/** What a communicator's fate concerns. */
interface Subject {
  readonly context: number;
  readonly name: string;
  readonly group: Group;
  readonly conversations: Conversations;
}

/** What becomes of a communicator whose ranks are lost: whether it is revoked, and what its ranks agree on. */
export class Fate implements Context {
  readonly #engine: Engine;
  readonly #home: Home;
  readonly #subject: Subject;
  readonly #agreements: AgreementQueue;
  /** What its operations fail with since it was revoked. */
  revocation: RanksError | undefined = undefined;

  constructor(home: Home, subject: Subject) {
    const { context, name, group } = subject;
    this.#home = home;
    this.#engine = home.engine;
    this.#subject = subject;
    const electorate = { context, name, ranks: group.worldRanks };
    this.#agreements = new AgreementQueue(this.#engine, this.#engine.agreements, electorate);
    this.#engine.contexts.open(context, this);
    const by = this.#engine.revocations.by(context);
    if (by !== undefined) this.revoked(by);
  }

  rankOf(world: number): number {
    return this.#subject.group.rankOf(world);
  }

  has(world: number): boolean {
    return this.#subject.group.has(world);
  }

  /** World rank `by` has revoked it. */
  revoked(by: number): void {
    const { context, name, conversations } = this.#subject;
    const what = `rank ${this.rankOf(by)} has revoked ${name}; go on on what shrink() gives, or on another communicator`;
    this.revocation = new RanksError("ERR_RANKS_REVOKED", what);
    this.#engine.revoke(context, this.revocation);
    conversations.revoke(this.revocation);
  }

  /** Ranks of the communicator that are lost, as far as is known here now. */
  get lostRanks(): number[] {
    const { group } = this.#subject;
    this.#engine.departures.hear();
    return [...group.worldRanks.keys()].filter((rank) =>
      this.#engine.departures.lost.has(group.worldRanks[rank]),
    );
  }

  agree<T>(flag: number, answer: (all: number) => T): Agreement<T> {
    return this.#agreements.add("agree", flag, null, (outcome) => answer(outcome.flag));
  }

  /** Each rank proposes a context of its own; that of the first one which takes part is taken. */
  shrink<T>(make: (survivors: Group, context: number) => T): Agreement<T> {
    const { contexts } = this.#home;
    const { worldRanks } = this.#subject.group;
    const mine = contexts.take();
    return this.#agreements.add("shrink", ~0, mine, ({ losses, proposal }) => {
      if (proposal !== mine) contexts.give(mine);
      return make(new Group(this.#engine.departures.survivors(worldRanks, losses)), proposal!);
    });
  }
}

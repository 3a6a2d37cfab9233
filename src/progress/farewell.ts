import { RanksError } from "../errors.ts";
import type { Agreements } from "./agreements.ts";
import type { Contexts } from "./contexts.ts";
import type { Links } from "./links.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import type { Receive } from "./receive.ts";
import type { Table } from "./table.ts";

/** What a rank's engine knows, as far as it matters when the rank finalizes. */
interface Ending extends Progress {
  readonly rank: number;
  readonly size: number;
  readonly tolerant: boolean;
  closed: string | undefined;
  readonly links: Links;
  readonly contexts: Contexts;
  readonly agreements: Agreements;
  /** Receives whose elements are on their way. */
  readonly receives: Table<Receive>;
}

/** How this rank takes leave of the others: behind its last message it says that it starts no more operations. */
export class Farewell {
  readonly #engine: Ending;
  #leaving: Leaving | undefined = undefined;

  constructor(engine: Ending) {
    this.#engine = engine;
  }

  /**
   * Says so. Complete when every other rank has said the same and all that was sent is out. A tolerant rank does not wait for
   * lost ones; for others it fails then.
   */
  say(): Operation<void> {
    if (this.#leaving !== undefined) return this.#leaving;
    const { rank, size, links, tolerant } = this.#engine;
    this.#leaving = new Leaving(this.#engine, () => this.#present());
    this.#engine.closed = "this rank has called finalize(); communicate before that";
    this.#giveUp();
    for (let other = 0; other < size; other++) {
      if (other === rank) continue;
      const link = links.to(other);
      if (link.lost !== undefined && !tolerant) this.#leaving.fail(link.lost);
      link.leave();
      links.mind(link);
    }
    this.check();
    return this.#leaving;
  }

  /** A rank that had not taken leave is lost. */
  bereaved(error: Error): void {
    if (this.#engine.tolerant) this.check();
    else this.#leaving?.fail(error);
  }

  /** What this rank still wanted to receive, nobody need send any more; and it takes part in no further agreement. */
  #giveUp(): void {
    const pending = (what: string): RanksError =>
      new RanksError(
        "ERR_RANKS_USAGE",
        `${what} was pending when this rank called finalize(); await or cancel it before that`,
      );
    for (const [, matcher] of this.#engine.contexts.matchers()) {
      for (const receive of matcher.posted()) {
        matcher.remove(receive);
        receive.fail(pending(String(receive)));
      }
    }
    this.#engine.agreements.refuse(pending);
  }

  /** Looks whether this rank may go. */
  check(): void {
    const { rank, size, links, receives } = this.#engine;
    if (this.#leaving === undefined || links.busy || receives.size > 0) return;
    for (let other = 0; other < size; other++)
      if (other !== rank && links.known(other)?.gone === undefined) return;
    const discord = this.#engine.contexts.owners().find((owner) => owner.discord !== undefined)?.discord;
    if (discord === undefined) this.#leaving.complete();
    else this.#leaving.fail(discord);
  }

  /** Ranks that have not said that they go. */
  #present(): number[] {
    const { rank, size, links } = this.#engine;
    return [...Array(size).keys()].filter(
      (other) => other !== rank && links.known(other)?.gone === undefined,
    );
  }
}

class Leaving extends Operation<void> {
  readonly present: () => readonly number[];

  constructor(progress: Progress, present: () => readonly number[]) {
    super(progress);
    this.present = present;
  }

  override toString(): string {
    const ranks = this.present();
    if (ranks.length === 0) return "finalize: messages are still on their way";
    const more = ranks.length > 1 ? ` and ${ranks.length - 1} more` : "";
    return `finalize: it is not yet called by rank ${ranks[0]}${more}`;
  }
}

import { RanksError } from "../errors.ts";
import { LOST_LEFT } from "../memory/loss-board.ts";
import type { LossBoard } from "../memory/loss-board.ts";
import type { Context, Contexts } from "./contexts.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import { ANY } from "./matcher.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import type { Receive } from "./receive.ts";
import type { Table } from "./table.ts";

/** What a rank's engine knows, as far as it matters when ranks go. */
interface Affected extends Progress {
  readonly rank: number;
  readonly size: number;
  readonly links: Links;
  readonly contexts: Contexts;
  /** Receives whose elements are on their way. */
  readonly receives: Table<Receive>;
  /** Takes in everything that has arrived. */
  drain(): void;
}

/**
 * Ranks that go: dead ones, which the board names, and ones that have finalized, which say so themselves behind their last
 * message. What waits for a rank that is gone fails; nothing waits for ever.
 */
export class Departures {
  readonly #engine: Affected;
  readonly #board: LossBoard | undefined;
  readonly #mourned = new Set<number>();
  #epoch = 0;
  /** Ranks that are dead or have finalized. */
  #gone = 0;
  #leaving: Leaving | undefined = undefined;

  constructor(engine: Affected, board: LossBoard | undefined) {
    this.#engine = engine;
    this.#board = board;
  }

  /** The error of a receive that nobody is left to answer, undefined while somebody is. */
  lossFor(source: number, context: number): Error | undefined {
    if (this.#gone === 0) return undefined;
    if (source !== ANY) {
      const link = this.#engine.links.known(source);
      return link?.lost ?? link?.departed;
    }
    const owner = this.#engine.contexts.owner(context);
    return owner === undefined ? undefined : (this.#lostIn(owner) ?? this.#allDeparted(owner));
  }

  /** The first dead rank of a context, for operations that need all of them. */
  lossIn(context: number): Error | undefined {
    const owner = this.#engine.contexts.owner(context);
    return this.#gone === 0 || owner === undefined ? undefined : this.#lostIn(owner);
  }

  #lostIn(owner: Context): Error | undefined {
    for (const rank of this.#mourned) if (owner.has(rank)) return this.#engine.links.to(rank).lost;
    return undefined;
  }

  /** Set when every other rank of the context has finalized: nobody is left to send. */
  #allDeparted(owner: Context): Error | undefined {
    const { rank, size, links } = this.#engine;
    let last: Error | undefined;
    for (let other = 0; other < size; other++) {
      if (other === rank || !owner.has(other)) continue;
      last = links.known(other)?.departed;
      if (last === undefined) return undefined;
    }
    return last;
  }

  /** Reads another rank's memory by `read`, if the rank is not about to end with it. */
  whileThere(rank: number, read: () => boolean): boolean {
    return this.#board?.whileThere(rank, read) ?? false;
  }

  /** Looks at the board. Whoever goes to sleep looks once more before that. */
  hear(): void {
    const board = this.#board;
    if (board === undefined || board.epoch === this.#epoch) return;
    this.#epoch = board.epoch;
    // What the lost ranks sent before they went still counts.
    this.#engine.drain();
    for (let rank = 0; rank < this.#engine.size; rank++) {
      const reason = rank === this.#engine.rank ? 0 : board.reason(rank);
      if (reason === 0 || this.#mourned.has(rank)) continue;
      const link = this.#engine.links.to(rank);
      if (link.departed === undefined) this.#lose(rank, link, lossError(rank, reason));
    }
  }

  #lose(rank: number, link: Link, error: RanksError): void {
    const { receives, contexts } = this.#engine;
    this.#mourned.add(rank);
    this.#gone++;
    link.lose(error);
    for (const receive of receives.all()) {
      if (receive.matchedSource !== rank) continue;
      receives.removeRow(receive);
      receive.fail(error);
    }
    this.#failReceives(rank, error);
    for (const owner of contexts.owners()) if (owner.has(rank)) owner.lost?.(rank, error);
    this.#leaving?.fail(error);
  }

  /** A rank said that it starts no more operations. */
  departed(rank: number): void {
    const link = this.#engine.links.to(rank);
    if (link.departed !== undefined || link.lost !== undefined) return;
    const error = new RanksError(
      "ERR_RANKS_PEER_LOST",
      `world rank ${rank} has finalized; it sends and receives no more: receive its messages, and send it yours, before it ends`,
    );
    this.#gone++;
    link.depart(error);
    this.#failReceives(rank, error);
    this.check();
  }

  /** Receives that only this rank could answer, or that nobody is left to answer. */
  #failReceives(rank: number, error: Error): void {
    for (const [context, matcher] of this.#engine.contexts.matchers()) {
      for (const receive of matcher.posted()) {
        const reason =
          receive.source === rank ? error : receive.source === ANY ? this.lossFor(ANY, context) : undefined;
        if (reason === undefined) continue;
        matcher.remove(receive);
        receive.fail(new RanksError("ERR_RANKS_PEER_LOST", `${String(receive)}: ${reason.message}`));
      }
    }
  }

  /** Whether this rank has said that it starts no more operations. */
  get leaving(): boolean {
    return this.#leaving !== undefined;
  }

  /** Says so. Complete when every other rank has said the same and all that was sent is out. */
  leave(): Operation<void> {
    if (this.#leaving !== undefined) return this.#leaving;
    const { rank, size, links } = this.#engine;
    this.#leaving = new Leaving(this.#engine);
    this.#giveUpReceives();
    for (let other = 0; other < size; other++) {
      if (other === rank) continue;
      const link = links.to(other);
      if (link.lost !== undefined) this.#leaving.fail(link.lost);
      link.leave();
      links.mind(link);
    }
    this.check();
    return this.#leaving;
  }

  /** What this rank still wanted to receive, nobody need send any more. */
  #giveUpReceives(): void {
    for (const [, matcher] of this.#engine.contexts.matchers()) {
      for (const receive of matcher.posted()) {
        matcher.remove(receive);
        const what = `${String(receive)} was pending when this rank called finalize(); await or cancel it before that`;
        receive.fail(new RanksError("ERR_RANKS_USAGE", what));
      }
    }
  }

  /** Looks whether this rank may go. */
  check(): void {
    const { rank, size, links, receives } = this.#engine;
    if (this.#leaving === undefined || links.busy || receives.size > 0) return;
    for (let other = 0; other < size; other++)
      if (other !== rank && links.known(other)?.departed === undefined) return;
    const discord = this.#engine.contexts.owners().find((owner) => owner.discord !== undefined)?.discord;
    if (discord === undefined) this.#leaving.complete();
    else this.#leaving.fail(discord);
  }
}

class Leaving extends Operation<void> {
  override toString(): string {
    return "finalize: every rank must call it";
  }
}

function lossError(rank: number, reason: number): RanksError {
  const how = reason === LOST_LEFT ? "left without finalize()" : "died";
  return new RanksError("ERR_RANKS_PEER_LOST", `world rank ${rank} ${how}; what waits for it can't complete`);
}

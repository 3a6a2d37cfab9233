import { RanksError } from "../errors.ts";
import { LOST_LEFT } from "../memory/loss-board.ts";
import type { LossBoard } from "../memory/loss-board.ts";
import type { Agreements } from "./agreements.ts";
import type { Context, Contexts } from "./contexts.ts";
import type { Farewell } from "./farewell.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import type { Lookouts } from "./lookouts.ts";
import { ANY } from "./matcher.ts";
import type { Receive } from "./receive.ts";
import type { Table } from "./table.ts";

/** What a rank's engine knows, as far as it matters when other ranks go. */
interface Affected {
  readonly rank: number;
  readonly size: number;
  readonly links: Links;
  readonly contexts: Contexts;
  readonly agreements: Agreements;
  readonly farewell: Farewell;
  readonly lookouts: Lookouts;
  /** Receives whose elements are on their way. */
  readonly receives: Table<Receive>;
  /** Takes in everything that has arrived. */
  drain(): void;
}

/**
 * Other ranks that go: dead ones, which the board names, and ones that have finalized, which say so themselves behind their
 * last message. What waits for a rank that is gone fails; nothing waits for ever.
 */
export class Departures {
  readonly #engine: Affected;
  readonly #board: LossBoard;
  readonly #mourned = new Set<number>();
  #epoch = 0;
  /** Ranks that are dead or have finalized. */
  #gone = 0;

  constructor(engine: Affected, board: LossBoard) {
    this.#engine = engine;
    this.#board = board;
  }

  /** Whether any rank is dead or has finalized. */
  get anyGone(): boolean {
    return this.#gone > 0;
  }

  /** The error of a receive that nobody is left to answer, undefined while somebody is. */
  lossFor(source: number, context: number): Error | undefined {
    if (this.#gone === 0) return undefined;
    if (source !== ANY) return this.#engine.links.known(source)?.gone;
    const owner = this.#engine.contexts.owner(context);
    return owner === undefined ? undefined : (this.#errorIn(owner) ?? this.#allDeparted(owner));
  }

  /** A dead rank of a context, for operations that need all of them. */
  lostIn(owner: Context): number | undefined {
    if (this.#gone === 0) return undefined;
    for (const rank of this.#mourned) if (owner.has(rank)) return rank;
    return undefined;
  }

  /** What operations with a dead rank fail with. */
  errorOf(rank: number): RanksError {
    return this.#engine.links.to(rank).lost!;
  }

  /** All ranks that are known to be dead here. */
  get lost(): ReadonlySet<number> {
    return this.#mourned;
  }

  /** Those that are not among the first `losses`. */
  survivors(ranks: readonly number[], losses: number): number[] {
    return ranks.filter((rank) => this.#board.ordinal(rank) > losses);
  }

  #errorIn(owner: Context): Error | undefined {
    const rank = this.lostIn(owner);
    return rank === undefined ? undefined : this.errorOf(rank);
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
    return this.#board.whileThere(rank, read);
  }

  /** Looks at the board. Whoever goes to sleep looks once more before that. */
  hear(): void {
    const { epoch } = this.#board;
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    // The losses that a decision counts are on the board before it.
    const answers = this.#engine.agreements.take();
    // What the lost ranks sent before they went still counts.
    this.#engine.drain();
    for (let rank = 0; rank < this.#engine.size; rank++) {
      const reason = rank === this.#engine.rank ? 0 : this.#board.reason(rank);
      if (reason !== 0 && !this.#mourned.has(rank))
        this.#lose(rank, this.#engine.links.to(rank), lossError(rank, reason));
    }
    for (const answer of answers) answer();
  }

  #lose(rank: number, link: Link, error: RanksError): void {
    const { receives, contexts, farewell } = this.#engine;
    this.#mourned.add(rank);
    // One that had finalized was gone before, but still served what it had announced.
    const departed = link.departed !== undefined;
    if (!departed) this.#gone++;
    link.lose(error);
    for (const receive of receives.all()) {
      if (receive.matchedSource !== rank) continue;
      receives.removeRow(receive);
      link.close(receive);
      receive.fail(error);
    }
    this.#failReceives(rank, error);
    for (const owner of contexts.owners()) if (owner.has(rank)) owner.lost?.(rank, error);
    if (departed) farewell.check();
    else farewell.bereaved(error);
  }

  /** A rank said that it starts no more operations. */
  departed(rank: number): void {
    const link = this.#engine.links.to(rank);
    if (link.gone !== undefined) return;
    const error = new RanksError(
      "ERR_RANKS_PEER_LOST",
      `world rank ${rank} has finalized; it sends and receives no more: receive its messages, and send it yours, before it ends`,
    );
    this.#gone++;
    link.depart(error);
    this.#failReceives(rank, error);
    this.#engine.lookouts.bereave(rank, error);
    this.#engine.farewell.check();
  }

  /** Receives that only this rank could answer, or that nobody is left to answer. */
  #failReceives(rank: number, error: Error): void {
    for (const [context, matcher] of this.#engine.contexts.matchers()) {
      for (const receive of matcher.posted()) {
        const reason =
          receive.source === rank ? error : receive.source === ANY ? this.lossFor(ANY, context) : undefined;
        if (reason === undefined) continue;
        matcher.remove(receive);
        receive.fail(new RanksError("ERR_RANKS_PEER_LOST", `${receive.purpose}: ${reason.message}`));
      }
    }
  }
}

function lossError(rank: number, reason: number): RanksError {
  const how = reason === LOST_LEFT ? "left without finalize()" : "died";
  return new RanksError("ERR_RANKS_PEER_LOST", `world rank ${rank} ${how}; what waits for it can't complete`);
}

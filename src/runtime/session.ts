import { isMainThread } from "node:worker_threads";
import type { Communicator } from "../comm/communicator.ts";
import { Home } from "../comm/home.ts";
import { RanksError } from "../errors.ts";
import { Decisions } from "../memory/decisions.ts";
import { LossBoard } from "../memory/loss-board.ts";
import { WaitSlot } from "../memory/wait-slot.ts";
import { native } from "../memory/native.ts";
import { Engine } from "../progress/engine.ts";
import { DoorbellWaiting, paceFor } from "../progress/waiting.ts";
import { JoinedTransport } from "../transport/joined-transport.ts";
import { RingTransport } from "../transport/ring-transport.ts";
import type { Transport } from "../transport/transport.ts";
import { needsPump, ranksOfHost } from "./carriers.ts";
import { neighbourhoodsOf } from "./neighbourhoods.ts";
import type { Seat } from "./seat.ts";

/** One rank's part in a job, from joining to leaving. */
export class Session {
  readonly world: Communicator;
  readonly #engine: Engine;
  readonly #seat: Seat;
  #leaving: Promise<void> | undefined = undefined;

  /** A tolerant rank goes on when others are lost. */
  constructor(seat: Seat, tolerant: boolean) {
    this.#seat = seat;
    const { spec, rank, memory, say } = seat;
    const pace = paceFor(ranksOfHost(spec).length, spec.cores, needsPump(spec));
    const board = new LossBoard(memory.board);
    const slot = new WaitSlot(memory.waits, spec.ranks.indexOf(rank));
    native?.admitReaders();
    this.#engine = new Engine(
      rank,
      spec.size,
      transportOf(seat),
      {
        board,
        decisions: new Decisions(memory.decisions),
        place: spec.ranks.indexOf(rank),
        ...(say && { vote: (ballot) => say({ type: "vote", rank, ...ballot }) }),
        tolerant,
      },
      (engine) => new DoorbellWaiting(engine, pace, slot),
    );
    this.world = new Home(this.#engine).makeWorld();
    if (!isMainThread) process.once("exit", () => this.#warnReaders(board));
    if (tolerant) say?.({ type: "tolerant", rank });
  }

  get rank(): number {
    return this.#seat.rank;
  }

  /** Waits until every rank of the job has called this; then this rank may go. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    this.#seat.say?.({ type: "leaving", rank: this.rank });
    await this.#engine.farewell.say();
    this.#seat.say?.({ type: "finalized", rank: this.rank });
    await this.#seat.dismissed?.();
  }

  /** This thread's arrays end with it: other threads must not read them any more. */
  #warnReaders(board: LossBoard): void {
    if (this.#engine.hasAnnounced) board.going(this.rank);
  }

  /** This rank gives up, and tells who watches over the job. */
  fail(error: unknown): void {
    this.#engine.resign();
    // Nobody waits for its finalize().
    this.#leaving = Promise.resolve();
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#seat.say?.({ type: "failed", rank: this.rank, code: 1, message });
  }
}

function transportOf({ spec, memory, rank }: Seat): Transport {
  let parts: RingTransport[];
  try {
    parts = neighbourhoodsOf(spec, memory, rank).map(
      (neighbourhood) => new RingTransport("rings", neighbourhood),
    );
  } catch (cause) {
    throw new RanksError(
      "ERR_RANKS_MEMORY",
      `the memory that the ranks of this host share can't be mapped (${(cause as Error).message}); ` +
        "free some memory, start fewer ranks, or use --transport zmq",
      { cause },
    );
  }
  return parts.length === 1 ? parts[0] : new JoinedTransport(parts);
}

import type { Communicator } from "../comm/communicator.ts";
import { Home } from "../comm/home.ts";
import type { Notice } from "../job/messages.ts";
import type { Roll } from "../job/roll.ts";
import { Decisions } from "../memory/decisions.ts";
import { LOST_FAILED, LossBoard } from "../memory/loss-board.ts";
import type { Memory } from "../memory/memory.ts";
import { Engine } from "../progress/engine.ts";
import { SimulatedWaiting } from "../progress/simulated-waiting.ts";
import type { Simulation } from "../progress/simulated-waiting.ts";
import type { Surroundings } from "../progress/surroundings.ts";
import { SimulatedTransport } from "../transport/simulated-transport.ts";
import type { Random } from "../transport/simulated-transport.ts";

/** What all ranks of a simulated world share. */
export interface SimulatedJob {
  readonly size: number;
  readonly memory: Memory;
  readonly random: Random;
  readonly roll: Roll;
  readonly tolerant: boolean;
}

/** A rank of a simulated world: an engine, and a board for which the simulation does what a helper thread would. */
export class SimulatedRank {
  readonly engine: Engine;
  readonly waiting: SimulatedWaiting;
  /** Complete when the rank is killed. */
  readonly killed: Promise<undefined>;
  /** Whether its program runs. */
  running = true;
  readonly #rank: number;
  readonly #roll: Roll;
  readonly #transport: SimulatedTransport;
  readonly #board: LossBoard;
  readonly #decisions = new Decisions(new ArrayBuffer(Decisions.bytes(1)));
  readonly #notices: Notice[] = [];
  #lost = false;
  #die!: (nothing: undefined) => void;

  constructor({ size, memory, random, roll, tolerant }: SimulatedJob, rank: number, simulation: Simulation) {
    this.#rank = rank;
    this.#roll = roll;
    this.#transport = new SimulatedTransport(memory, size, rank, random);
    this.#board = new LossBoard(new ArrayBuffer(LossBoard.bytes(size)));
    this.waiting = new SimulatedWaiting(simulation);
    const surroundings: Surroundings = {
      board: this.#board,
      decisions: this.#decisions,
      place: 0,
      vote: (ballot) => roll.vote({ ...ballot, type: "vote", rank }),
      tolerant,
    };
    this.engine = new Engine(rank, size, this.#transport, surroundings, () => this.waiting);
    this.killed = new Promise((resolve) => (this.#die = resolve));
  }

  async run<T>(body: (world: Communicator) => T | PromiseLike<T>): Promise<T> {
    const result = await body(new Home(this.engine).makeWorld());
    this.#roll.leave(this.#rank);
    await this.engine.farewell.say();
    return result;
  }

  /** Nothing comes from it any more; the others will hear of that. */
  lose(reason: string): void {
    this.#lost = true;
    this.running = false;
    this.#transport.cut();
    this.engine.resign();
    this.waiting.awaiting.clear();
    this.#roll.lose(this.#rank, reason);
  }

  /** Its program stops where it stands. */
  kill(): void {
    this.lose("killed");
    this.#die(undefined);
  }

  /** Somebody said this to all ranks: it will come here. */
  tell(notice: Notice): void {
    if (notice.type !== "start") this.#notices.push(notice);
  }

  /** Hears what was said the longest ago; false when there is nothing. */
  hear(): boolean {
    const notice = this.#notices.shift();
    if (notice === undefined || this.#lost) return false;
    if (notice.type === "lost") this.#board.mark(notice.rank, LOST_FAILED, notice.ordinal);
    else if (notice.type === "decided" && this.#decisions.decide(notice.context, notice.number, notice))
      this.#board.stir();
    this.engine.departures.hear();
    return true;
  }

  /** Hears and takes in everything that is there. */
  sweep(): boolean {
    let moved = false;
    while (this.hear()) moved = true;
    if (this.#transport.pollAll(this.engine.arrivals)) moved = true;
    return this.engine.poll() || moved;
  }
}

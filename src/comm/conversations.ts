import type { Matter } from "../collectives/matter.ts";
import { RanksError } from "../errors.ts";
import type { Cells } from "../memory/cells.ts";
import type { Context } from "../progress/contexts.ts";
import type { Engine } from "../progress/engine.ts";
import { FAILED } from "../progress/operation.ts";
import type { Dependent, Operation } from "../progress/operation.ts";
import type { Schedule } from "../progress/schedule.ts";
import { remove } from "../progress/remove.ts";
import { APART, CHECK } from "../wire/envelope.ts";
import { apartError } from "../progress/receive.ts";
import { describeSignature } from "../wire/signature.ts";
import { COMPLETED, Conversation, LOST } from "./conversation.ts";
import { Encounter } from "./encounter.ts";
import type { Past } from "./encounter.ts";
import type { Group } from "./group.ts";

/** So many ended collectives of a communicator are remembered, to answer peers that ask late. */
const HISTORY = 256;

/**
 * The collectives of one communicator: their numbers, and what keeps ranks from waiting for ever that called different ones.
 *
 * A message of another collective is known by its signature when it arrives. Where no message comes at all, a stalled rank
 * asks the peers that it waits for (CHECK); one whose collective of that number is another one, or has failed, says so
 * (APART), and both fail. A peer that hasn't come so far stays silent.
 */
export class Conversations implements Context, Dependent {
  readonly #engine: Engine;
  readonly #group: Group;
  readonly #context: number;
  readonly #running: Conversation<unknown>[] = [];
  /** Of the latest collectives that ended: [number, first, second, reason]. */
  readonly #ended = new Int32Array(4 * HISTORY).fill(-1);
  #next = 0;
  /** The signature of the last one. */
  #first = 0;
  #second = 0;
  #cells: Cells | undefined;
  #discord: RanksError | undefined = undefined;

  /** With cells, where the ranks of the communicator have some. */
  constructor(engine: Engine, group: Group, context: number, cells: Cells | undefined) {
    this.#engine = engine;
    this.#group = group;
    this.#context = context;
    this.#cells = cells;
    engine.contexts.open(context, this);
  }

  /** The number that the next collective gets; its messages carry it. */
  get next(): number {
    return this.#next;
  }

  /** Where collectives of small values meet; undefined where the ranks have no such place. */
  get cells(): Cells | undefined {
    return this.#cells;
  }

  /** Nobody uses the cells any more. */
  leaveCells(): void {
    this.#cells = undefined;
  }

  start<T>(first: number, second: number, schedule: Schedule<T>): Conversation<T> {
    return this.#begin(new Conversation<T>(this.#engine, schedule, this.#context, this.#next, first, second));
  }

  /** Starts a collective in the cells, where there are some. */
  meet<T>(first: number, second: number, matter: Matter<T>): Conversation<T> {
    const past = this.#past!;
    return this.#begin(
      new Encounter<T>(this.#engine, this.#group, matter, past, this.#context, this.#next, first, second),
    );
  }

  /** What a collective in the cells goes on from; undefined where there are none. */
  get #past(): Past | undefined {
    if (this.#cells === undefined) return undefined;
    const last = (this.#next - 1) & 0x7fffffff;
    const row = 4 * (last % HISTORY);
    const completed = this.#ended[row] === last && this.#ended[row + 3] === COMPLETED;
    return { cells: this.#cells, first: this.#first, second: this.#second, completed };
  }

  #begin<T>(conversation: Conversation<T>): Conversation<T> {
    this.#next = (conversation.number + 1) & 0x7fffffff;
    this.#first = conversation.first;
    this.#second = conversation.second;
    this.#running.push(conversation as Conversation<unknown>);
    conversation.dependent = this;
    const lost = this.#engine.departures.lostIn(this);
    const problem = lost === undefined ? this.#discord : this.#engine.departures.errorOf(lost);
    this.#discord = undefined;
    conversation.missingRank = lost;
    if (problem === undefined) conversation.start();
    else conversation.fail(conversation.named(problem));
    return conversation;
  }

  dependencySettled(operation: Operation<unknown>): void {
    if (!(operation instanceof Conversation)) return;
    const conversation: Conversation<unknown> = operation;
    const { number, first, second } = conversation;
    remove(this.#running, conversation);
    const row = 4 * (number % HISTORY);
    this.#ended[row] = number;
    this.#ended[row + 1] = first;
    this.#ended[row + 2] = second;
    this.#ended[row + 3] = conversation.reason;
    if (conversation.state === FAILED) this.#engine.discard(this.#context, number);
    this.#cells?.raise(this.#running.length > 0 ? this.#running[0].number : this.#next);
  }

  /** Collectives that aren't complete. */
  get running(): readonly Operation<unknown>[] {
    return this.#running;
  }

  rankOf(world: number): number {
    return this.#group.rankOf(world);
  }

  has(world: number): boolean {
    return this.#group.has(world);
  }

  /** Every collective needs every rank, directly or not: no further one will use what has come. */
  lost(world: number, error: Error): void {
    for (const conversation of [...this.#running]) this.#giveUp(conversation, error, world);
    this.#engine.discard(this.#context);
  }

  #giveUp(conversation: Conversation<unknown>, error: Error, missing?: number): void {
    if (conversation.failing) return;
    conversation.missingRank = missing;
    conversation.giveUp(error);
    this.#engine.discard(this.#context, conversation.number);
  }

  /** A member has revoked the communicator. */
  revoke(error: Error): void {
    for (const conversation of [...this.#running]) conversation.giveUp(error);
    this.#engine.revoke(this.#context, error);
  }

  stalled(): void {
    for (const conversation of this.#running) {
      const { number, first, second } = conversation;
      for (const peer of conversation.missing())
        this.#engine.tell(peer, CHECK, this.#context, number, first, second);
    }
  }

  checked(source: number, number: number, first: number, second: number): void {
    const running = this.#running.find((conversation) => conversation.number === number);
    if (running !== undefined) {
      const together = running.first === first && running.second === second;
      if (together && !running.failing) return;
      this.#answer(source, number, running.first, running.second, running.reason);
      if (!together) running.giveUp(this.#apartError(running.first, running.second, source, first, second));
      return;
    }
    const row = 4 * (number % HISTORY);
    if (this.#ended[row] !== number) return;
    const [, myFirst, mySecond, reason] = this.#ended.subarray(row, row + 4);
    if (reason === COMPLETED && myFirst === first && mySecond === second) return;
    this.#answer(source, number, myFirst, mySecond, reason);
  }

  #answer(source: number, number: number, first: number, second: number, reason: number): void {
    this.#engine.tell(source, APART, this.#context, number, first, second, reason);
  }

  /** Where this rank is through with the collective that a message belongs to, and it was another one, the next one says so. */
  unclaimed(source: number, number: number, first: number, second: number): boolean {
    const running = this.#running.find((conversation) => conversation.number === number);
    if (running !== undefined) return running.failing;
    if (this.#engine.departures.lostIn(this) !== undefined) return true;
    // The difference of two 31-bit numbers that wrap: negative for a collective that is still to come.
    if ((this.#next - number) << 1 <= 0) return false;
    const row = 4 * (number % HISTORY);
    const [ended, myFirst, mySecond, reason] = this.#ended.subarray(row, row + 4);
    if (ended === number && reason === COMPLETED && (myFirst !== first || mySecond !== second))
      this.#discord = this.#apartError(myFirst, mySecond, source, first, second);
    return true;
  }

  get discord(): Error | undefined {
    return this.#discord ?? this.#discordInCells();
  }

  /** What nobody had to look for: whoever contributes to a collective that others only take from waits for nobody. */
  #discordInCells(): Error | undefined {
    const past = this.#past;
    if (past?.completed !== true) return undefined;
    const last = (this.#next - 1) & 0x7fffffff;
    for (let rank = 0; rank < this.#group.size; rank++) {
      if (!past.cells.has(rank, last)) continue;
      const [first, second] = [past.cells.first(rank, last), past.cells.second(rank, last)];
      if (first !== past.first || second !== past.second)
        return this.#apartError(past.first, past.second, this.#group.worldRanks[rank], first, second);
    }
    return undefined;
  }

  apart(source: number, number: number, first: number, second: number, reason: number): void {
    // What it wrote into cells before it failed came first.
    this.#engine.lookouts.look();
    const running = this.#running.find((conversation) => conversation.number === number);
    if (running === undefined) return;
    if (reason < LOST)
      return running.giveUp(this.#apartError(running.first, running.second, source, first, second));
    const missing = reason - LOST;
    const what = `rank ${this.#group.rankOf(source)} gave up ${describeSignature(first, second)} for want of world rank ${missing}, which is lost`;
    this.#giveUp(running, new RanksError("ERR_RANKS_PEER_LOST", what), missing);
  }

  #apartError(myFirst: number, mySecond: number, source: number, first: number, second: number): RanksError {
    const here = describeSignature(myFirst, mySecond);
    const rank = this.#group.rankOf(source);
    if (myFirst === first && mySecond === second) {
      const what = `rank ${rank} gave up ${here}, which this rank waits in; see its error`;
      return new RanksError("ERR_RANKS_MISMATCH", what);
    }
    return apartError(here, rank, describeSignature(first, second));
  }
}

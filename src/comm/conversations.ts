import { RanksError } from "../errors.ts";
import type { Cells, Signature } from "../memory/cells.ts";
import type { Context } from "../progress/contexts.ts";
import type { Engine } from "../progress/engine.ts";
import { FAILED } from "../progress/operation.ts";
import type { Dependent, Operation } from "../progress/operation.ts";
import { Lookout } from "../progress/lookouts.ts";
import { Receive } from "../progress/receive.ts";
import { Scheduled } from "../progress/schedule.ts";
import type { Schedule } from "../progress/schedule.ts";
import { Send } from "../progress/send.ts";
import { APART, CHECK } from "../wire/envelope.ts";
import { apartError } from "../progress/receive.ts";
import { describeSignature } from "../wire/signature.ts";
import type { Past } from "./collective-cells.ts";
import type { Group } from "./group.ts";

/** So many ended collectives of a communicator are remembered, to answer peers that ask late. */
const HISTORY = 256;

/** How a collective ended, for peers that wait in it: it completed, it failed, or (LOST + r) it failed for want of world rank r. */
const COMPLETED = 0;
const FAILED_HERE = 1;
const LOST = 2;

/** A collective in progress on this rank. */
class Conversation<T> extends Scheduled<T> {
  readonly number: number;
  readonly first: number;
  readonly second: number;
  readonly #engine: Engine;
  readonly #context: number;
  /** The rank for want of which it fails. */
  missing: number | undefined = undefined;

  constructor(
    engine: Engine,
    schedule: Schedule<T>,
    context: number,
    number: number,
    first: number,
    second: number,
  ) {
    super(engine, schedule);
    this.#engine = engine;
    this.#context = context;
    this.number = number;
    this.first = first;
    this.second = second;
  }

  get reason(): number {
    if (this.missing !== undefined) return LOST + this.missing;
    return this.failing || this.state === FAILED ? FAILED_HERE : COMPLETED;
  }

  override giveUp(error: Error): void {
    super.giveUp(this.named(error));
  }

  /** Who is told that a rank is gone wants to know what for. */
  named(error: Error): Error {
    const name = describeSignature(this.first, this.second);
    if (
      !(error instanceof RanksError) ||
      error.code !== "ERR_RANKS_PEER_LOST" ||
      error.message.includes(name)
    )
      return error;
    return new RanksError(error.code, `${name}: ${error.message}`);
  }

  protected override unfinished(): Operation<unknown>[] {
    return this.#engine.operationsIn(this.#context, this.number);
  }

  override toString(): string {
    return `${describeSignature(this.first, this.second)}, #${this.number}: ${super.toString()}`;
  }
}

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
  /** What was called last. */
  #called: Signature = { first: 0, second: 0 };
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

  /** What the cells of the next collective go on from; undefined where there are none. */
  get past(): Past | undefined {
    if (this.#cells === undefined) return undefined;
    const number = this.#next;
    const row = 4 * ((number - 1) & (HISTORY - 1));
    const completed = this.#ended[row] === ((number - 1) & 0x7fffffff) && this.#ended[row + 3] === COMPLETED;
    return { cells: this.#cells, number, called: this.#called, completed };
  }

  /** Nobody uses the cells any more. */
  leaveCells(): void {
    this.#cells = undefined;
  }

  start<T>({ first, second }: Signature, schedule: Schedule<T>): Scheduled<T> {
    const number = this.#next;
    this.#called = { first, second };
    const conversation = new Conversation<T>(this.#engine, schedule, this.#context, number, first, second);
    this.#next = (number + 1) & 0x7fffffff;
    this.#running.push(conversation as Conversation<unknown>);
    conversation.dependent = this;
    const lost = this.#engine.departures.lostIn(this);
    const problem = lost === undefined ? this.#discord : this.#engine.departures.errorOf(lost);
    this.#discord = undefined;
    conversation.missing = lost;
    if (problem === undefined) conversation.start();
    else conversation.fail(conversation.named(problem));
    return conversation;
  }

  dependencySettled(operation: Operation<unknown>): void {
    if (!(operation instanceof Conversation)) return;
    const conversation: Conversation<unknown> = operation;
    const { number, first, second } = conversation;
    void this.#running.splice(this.#running.indexOf(conversation), 1);
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
    conversation.missing = missing;
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
      for (const peer of peersOf(conversation))
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
    const past = this.past;
    if (past?.completed !== true) return undefined;
    const { cells, called } = past;
    const last = (past.number - 1) & 0x7fffffff;
    for (let rank = 0; rank < this.#group.size; rank++) {
      if (!cells.has(rank, last) || cells.agrees(rank, last, called, undefined)) continue;
      const { first, second } = cells.signature(rank, last);
      return this.#apartError(called.first, called.second, this.#group.worldRanks[rank], first, second);
    }
    return undefined;
  }

  apart(source: number, number: number, first: number, second: number, reason: number): void {
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

/** The world ranks that a collective waits for. */
function peersOf(conversation: Conversation<unknown>): Set<number> {
  const peers = new Set<number>();
  for (const operation of conversation.waitingFor()) {
    if (operation instanceof Receive) peers.add(operation.source);
    else if (operation instanceof Send) peers.add(operation.dest);
    else if (operation instanceof Lookout) for (const world of operation.missing()) peers.add(world);
  }
  return peers;
}

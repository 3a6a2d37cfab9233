import type { Transport } from "../transport/transport.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { ABANDONED, GIVEN_BACK, TAKEN } from "../wire/envelope.ts";
import { Agreements } from "./agreements.ts";
import { Arrivals } from "./arrivals.ts";
import { Contexts } from "./contexts.ts";
import { Departures } from "./departures.ts";
import { Farewell } from "./farewell.ts";
import { Fifo } from "./fifo.ts";
import { Links } from "./links.ts";
import { Lookouts } from "./lookouts.ts";
import type { Lookout } from "./lookouts.ts";
import { Loopback } from "./loopback.ts";
import { ANY } from "./matcher.ts";
import type { Matcher } from "./matcher.ts";
import type { Operation, Progress } from "./operation.ts";
import { Receive } from "./receive.ts";
import type { Naming, Target } from "./receive.ts";
import { retreat } from "./retreat.ts";
import { Revocations } from "./revocations.ts";
import { Send } from "./send.ts";
import { alreadySent } from "./sent.ts";
import type { Surroundings } from "./surroundings.ts";
import { Table } from "./table.ts";
import type { Waiting } from "./waiting.ts";

/** In one of so many rounds, a power of two less one, the board of losses is looked at. */
const LOOK_AT_BOARD = 31;

/** All of one rank's communication: frames in, operations out. Nothing in here waits, and no user code runs inside `poll`. */
export class Engine implements Progress {
  readonly rank: number;
  readonly size: number;
  /** Whether it goes on when others are lost. */
  readonly tolerant: boolean;
  /** Why no operation may start any more. */
  closed: string | undefined = undefined;
  readonly #transport: Transport;
  readonly links: Links;
  readonly contexts = new Contexts();
  readonly departures: Departures;
  readonly farewell: Farewell;
  readonly agreements: Agreements;
  readonly revocations: Revocations;
  readonly receives = new Table<Receive>();
  readonly sends = new Table<Send>();
  readonly loopback: Loopback;
  readonly arrivals: Arrivals;
  readonly lookouts = new Lookouts();
  readonly #sent = alreadySent();
  readonly #ready = new Fifo<() => void>();
  readonly #waiting: Waiting;
  #rounds = 0;
  #idle = false;

  constructor(
    rank: number,
    size: number,
    transport: Transport,
    surroundings: Surroundings,
    waiting: (engine: Engine) => Waiting,
  ) {
    this.rank = rank;
    this.size = size;
    this.tolerant = surroundings.tolerant;
    this.#transport = transport;
    this.links = new Links(transport, rank, this.sends);
    this.loopback = new Loopback(rank, this.contexts);
    this.departures = new Departures(this, surroundings.board);
    this.farewell = new Farewell(this);
    this.agreements = new Agreements(surroundings);
    this.revocations = new Revocations(this);
    this.arrivals = new Arrivals(this);
    this.#waiting = waiting(this);
  }

  get transport(): Transport {
    return this.#transport;
  }

  // --- starting operations -------------------------------------------------------------------------------------------------

  isend(
    kind: Kind,
    array: TypedArray,
    dest: number,
    context: number,
    tag: number,
    synchronous: boolean,
    first: number,
    second: number,
  ): Operation<void> {
    if (dest === this.rank) {
      const send = new Send(this, dest, context, tag, kind, array, first, second, synchronous);
      this.loopback.send(send);
      return send;
    }
    const link = this.links.to(dest);
    if (!synchronous && link.tryEager(kind, array, context, tag, first, second)) return this.#sent;
    const send = new Send(this, dest, context, tag, kind, array, first, second, synchronous);
    if (!link.submit(send)) this.links.mind(link);
    return send;
  }

  irecv(
    source: number,
    context: number,
    tag: number,
    target: Target | undefined,
    naming: Naming,
    first: number,
    second: number,
  ): Receive {
    const matcher = this.contexts.matcher(context);
    const receive = new Receive(this, matcher, naming, source, tag, first, second, target, false);
    const message = matcher.find(source, tag, true);
    if (message !== undefined) this.arrivals.take(receive, message);
    else this.#post(receive, context);
    return receive;
  }

  probe(source: number, context: number, tag: number, naming: Naming): Receive {
    const matcher = this.contexts.matcher(context);
    const probe = new Receive(this, matcher, naming, source, tag, 0, 0, undefined, true);
    const message = matcher.find(source, tag, false);
    if (message !== undefined) probe.found(message.source, message.tag, message.kind, message.bytes);
    else this.#post(probe, context);
    return probe;
  }

  #post(receive: Receive, context: number): void {
    const error = this.departures.lossFor(receive.source, context);
    if (error !== undefined) {
      // What the lost rank sent before it went may still be in the ring.
      this.poll();
      const message = receive.matcher.find(receive.source, receive.tag, !receive.probe);
      if (message === undefined) return receive.fail(error);
      if (receive.probe) receive.found(message.source, message.tag, message.kind, message.bytes);
      else this.arrivals.take(receive, message);
      return;
    }
    if (receive.probe) receive.matcher.postProbe(receive);
    else receive.matcher.post(receive);
  }

  /**
   * Nobody will send or receive in this context any more: what has not matched fails with `error`, here and at the senders of
   * messages that nobody received. Gives what is matched and still on its way.
   */
  abandon(context: number, error: Error): Operation<unknown>[] {
    const matcher = this.contexts.matcher(context);
    for (const receive of matcher.posted()) {
      matcher.remove(receive);
      receive.fail(error);
    }
    this.#refuse(matcher, error, ABANDONED);
    const moving = this.receives.all().filter((receive) => receive.matcher === matcher);
    const leaving = this.sends.all().filter((send) => send.context === context && send.peer >= 0);
    return [...moving, ...leaving] as Operation<unknown>[];
  }

  /** The same where not all members know of it: what this rank has in this context ends, as far as it is in its hands. */
  revoke(context: number, error: Error): void {
    void this.retreat(this.operationsIn(context), error);
    this.#refuse(this.contexts.matcher(context), error, GIVEN_BACK);
  }

  #refuse(matcher: Matcher, error: Error, answer: number): void {
    for (const message of matcher.unexpected()) {
      matcher.discard(message);
      message.local?.fail(error);
      this.arrivals.discard(message, answer);
    }
  }

  /** Looks for what ranks write into shared memory; it is bereaved where one of them is gone and has not written it. */
  lookOut(lookout: Lookout): void {
    if (!this.departures.anyGone) return this.lookouts.add(lookout);
    const gone = lookout.missing().find((rank) => this.links.known(rank)?.gone);
    if (gone === undefined) return this.lookouts.add(lookout);
    // What it wrote before it went is there by now.
    lookout.look();
    if (!lookout.looking || !lookout.missing().includes(gone)) return this.lookouts.add(lookout);
    lookout.bereaved(this.links.to(gone).gone!);
  }

  /** Forgets what came in this context, with this tag, and nobody will receive: its senders are not to wait for it. */
  discard(context: number, tag = ANY): void {
    const matcher = this.contexts.matcher(context);
    for (const message of matcher.unexpected()) {
      if (tag !== ANY && message.tag !== tag) continue;
      matcher.discard(message);
      this.arrivals.discard(message, TAKEN);
    }
  }

  /** The operations of this rank in a context, with this tag, that are not complete. */
  operationsIn(context: number, tag = ANY): Operation<unknown>[] {
    const matcher = this.contexts.matcher(context);
    const receives = [...matcher.posted(), ...this.receives.all().filter((each) => each.matcher === matcher)];
    const sends = [...this.links.queued(), ...this.sends.all()].filter((each) => each.context === context);
    return [...receives, ...sends].filter((each) => tag === ANY || each.tag === tag) as Operation<unknown>[];
  }

  /** Whether messages of this rank wait to be taken from its own arrays. */
  get hasAnnounced(): boolean {
    return this.sends.size > 0;
  }

  // --- progress ------------------------------------------------------------------------------------------------------------

  poll(): boolean {
    if (this.#idle) return false;
    let progress = this.#transport.poll(this.arrivals);
    if ((++this.#rounds & LOOK_AT_BOARD) === 0) this.departures.hear();
    if (this.lookouts.busy && this.lookouts.look()) progress = true;
    if (this.links.busy) {
      if (this.links.push()) progress = true;
      this.farewell.check();
    }
    while (this.#ready.length > 0) {
      progress = true;
      this.#ready.shift()();
    }
    return progress;
  }

  drain(): void {
    while (this.#transport.poll(this.arrivals));
  }

  /** The others will do without this rank: from here on it neither sends nor takes anything, nor reads their memory. */
  resign(): void {
    this.#idle = true;
    this.closed = "this rank has failed; the others do without it";
  }

  /** Ends operations as far as it is in this rank's hands; gives those that go on. */
  retreat(operations: readonly Operation<unknown>[], error: Error): Operation<unknown>[] {
    return retreat(operations, error, this.links);
  }

  /** Runs `job` at the end of the current round: algorithms go on there, never inside `deliver`. */
  later(job: () => void): void {
    this.#ready.push(job);
  }

  block(operation: Operation<unknown>, timeoutMs: number): void {
    this.#waiting.block(operation, timeoutMs);
  }

  linger(operation: Operation<unknown>): void {
    this.#waiting.linger(operation);
  }

  awaited(operation: Operation<unknown>): void {
    this.#waiting.awaited(operation);
  }

  settled(operation: Operation<unknown>): void {
    this.#waiting.settled(operation);
  }

  /** Nothing has moved for a while: collectives look whether their peers are with them. */
  stalled(): void {
    for (const owner of this.contexts.owners()) owner.stalled?.();
  }

  /** Sends a frame that belongs to a context's own bookkeeping. */
  tell(
    dest: number,
    type: number,
    context: number,
    number: number,
    first: number,
    second: number,
    id = 0,
  ): void {
    const link = this.links.to(dest);
    link.control(type, id, first, second, context, number);
    this.links.mind(link);
  }
}

import { RanksError } from "../errors.ts";
import { copyOut } from "../memory/copy.ts";
import { LOST_LEFT } from "../memory/loss-board.ts";
import type { LossBoard } from "../memory/loss-board.ts";
import type { Memory } from "../memory/memory.ts";
import type { Sink, Transport } from "../transport/transport.ts";
import * as wire from "../wire/envelope.ts";
import { newStorage, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { storageLength } from "../wire/codec.ts";
import { EAGER_CREDIT, eagerCost, Link, Table } from "./link.ts";
import { ANY, Matcher } from "./matcher.ts";
import type { Unexpected } from "./matcher.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import { Receive } from "./receive.ts";
import type { Naming, Target } from "./receive.ts";
import { Send } from "./send.ts";
import type { SendQueue } from "./send.ts";
import type { Waiting } from "./waiting.ts";

/** Somebody who must hear of a lost rank besides the operations that name it. */
export interface Context extends Naming {
  /** Whether the rank belongs to this context, so that a receive from anybody may wait for it. */
  has(world: number): boolean;
  /** A member is gone. */
  lost?(world: number, error: Error): void;
  /** Nothing has moved for a while. */
  stalled?(): void;
  /** A stalled collective of a peer asks whether this rank takes part in the same one. */
  checked?(source: number, number: number, first: number, second: number): void;
  /** A peer's answer: it isn't, or it has failed there. */
  apart?(source: number, number: number, first: number, second: number): void;
}

/** In one of so many rounds, a power of two less one, the board of losses is looked at. */
const LOOK_AT_BOARD = 31;

/** All of one rank's communication: frames in, operations out. Nothing in here waits, and no user code runs inside `poll`. */
export class Engine implements Sink, Progress {
  readonly rank: number;
  readonly size: number;
  readonly #transport: Transport;
  readonly #board: LossBoard | undefined;
  readonly #links: (Link | undefined)[] = [];
  readonly #matchers = new Map<number, Matcher>();
  readonly #contexts = new Map<number, Context>();
  readonly #sends = new Table<Send>();
  readonly #receives = new Table<Receive>();
  /** Stands for every small message that went out at once: there is nothing to say of one that isn't true of all. */
  readonly #sent = new Operation<void>(this);
  readonly #ready: (() => void)[] = [];
  readonly #busy: Link[] = [];
  #waiting!: Waiting;
  #epoch = 0;
  #rounds = 0;
  /** Ranks that are dead or have finalized. */
  #gone = 0;
  readonly #mourned = new Set<number>();
  #leaving: Leaving | undefined = undefined;
  #selfCredit = EAGER_CREDIT;
  #lastContext = -1;
  #lastMatcher = new Matcher();

  constructor(
    rank: number,
    size: number,
    transport: Transport,
    board: LossBoard | undefined,
    waiting: (engine: Engine) => Waiting,
  ) {
    this.rank = rank;
    this.size = size;
    this.#transport = transport;
    this.#board = board;
    this.#waiting = waiting(this);
    this.#sent.complete();
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
      this.#sendToSelf(send);
      return send;
    }
    const link = this.#link(dest);
    if (!synchronous && link.tryEager(kind, array, context, tag, first, second)) return this.#sent;
    const send = new Send(this, dest, context, tag, kind, array, first, second, synchronous);
    if (!link.submit(send)) this.#mind(link);
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
    const matcher = this.#matcher(context);
    const receive = new Receive(this, matcher, naming, source, tag, first, second, target, false);
    const message = matcher.find(source, tag, true);
    if (message !== undefined) this.#take(receive, message);
    else this.#post(receive, context);
    return receive;
  }

  probe(source: number, context: number, tag: number, naming: Naming): Receive {
    const matcher = this.#matcher(context);
    const probe = new Receive(this, matcher, naming, source, tag, 0, 0, undefined, true);
    const message = matcher.find(source, tag, false);
    if (message !== undefined) probe.found(message.source, message.tag, message.kind, message.bytes);
    else this.#post(probe, context);
    return probe;
  }

  #post(receive: Receive, context: number): void {
    const error = this.#lossFor(receive.source, context);
    if (error !== undefined) {
      // What the lost rank sent before it went may still be in the ring.
      this.poll();
      const message = receive.matcher.find(receive.source, receive.tag, !receive.probe);
      if (message === undefined) return receive.fail(error);
      if (receive.probe) receive.found(message.source, message.tag, message.kind, message.bytes);
      else this.#take(receive, message);
      return;
    }
    if (receive.probe) receive.matcher.postProbe(receive);
    else receive.matcher.post(receive);
  }

  // --- contexts ------------------------------------------------------------------------------------------------------------

  openContext(context: number, owner: Context): void {
    this.#contexts.set(context, owner);
  }

  /** Forgets a context; what came and was never received is counted in the answer. */
  closeContext(context: number): number {
    const left = this.#matchers.get(context)?.unexpected().length ?? 0;
    this.#matchers.delete(context);
    this.#contexts.delete(context);
    if (this.#lastContext === context) this.#lastContext = -1;
    return left;
  }

  /** What this rank has under way in a context. */
  pendingIn(context: number): Operation<unknown>[] {
    return [
      ...(this.#matchers.get(context)?.posted() ?? []),
      ...this.#receives.all().filter((receive) => receive.matcher === this.#matchers.get(context)),
      ...this.#sends.all().filter((send) => send.context === context),
      ...this.#links.flatMap((link) => link?.waitingIn(context) ?? []),
    ] as Operation<unknown>[];
  }

  #matcher(context: number): Matcher {
    if (context === this.#lastContext) return this.#lastMatcher;
    let matcher = this.#matchers.get(context);
    if (matcher === undefined) {
      matcher = new Matcher();
      this.#matchers.set(context, matcher);
    }
    this.#lastContext = context;
    this.#lastMatcher = matcher;
    return matcher;
  }

  #link(rank: number): Link {
    let link = this.#links[rank];
    if (link === undefined) {
      link = new Link(this.#transport.route(rank)!, this.rank, rank, this.#sends);
      this.#links[rank] = link;
    }
    return link;
  }

  /** Remembers to push a link whose frames did not all go out. */
  #mind(link: Link): void {
    if (link.busy && !this.#busy.includes(link)) this.#busy.push(link);
  }

  // --- progress ------------------------------------------------------------------------------------------------------------

  poll(): boolean {
    let progress = this.#transport.poll(this);
    if ((++this.#rounds & LOOK_AT_BOARD) === 0) this.hearOfLosses();
    if (this.#busy.length > 0 && this.#pushBusy()) progress = true;
    while (this.#ready.length > 0) {
      progress = true;
      this.#ready.shift()!();
    }
    return progress;
  }

  /** Looks whether ranks were lost. Whoever goes to sleep looks once more before that. */
  hearOfLosses(): void {
    if (this.#board !== undefined && this.#board.epoch !== this.#epoch) this.#loseRanks(this.#board);
  }

  #pushBusy(): boolean {
    const busy = this.#busy;
    let progress = false;
    for (let i = busy.length - 1; i >= 0; i--) {
      if (busy[i].push()) progress = true;
      if (!busy[i].busy) busy.splice(i, 1);
    }
    if (busy.length === 0) this.#checkLeaving();
    return progress;
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

  // --- frames in -----------------------------------------------------------------------------------------------------------

  deliver(memory: Memory, at: number): void {
    const words = memory.i32;
    const word = at >> 2;
    const type = words[word + wire.TYPE] & 255;
    const source = words[word + wire.RANKS] & 0xffff;
    switch (type) {
      case wire.EAGER:
        return this.#eager(memory, word, source);
      case wire.ANNOUNCE:
        return this.#announced(memory, word, source);
      case wire.PULL: {
        const link = this.#link(source);
        const send = this.#sends.get(words[word + wire.ID]);
        if (send === undefined) return;
        link.pulled(send, words[word + wire.FIRST]);
        return this.#mind(link);
      }
      case wire.CHUNK:
        return this.#chunk(memory, word);
      case wire.CREDIT: {
        const link = this.#link(source);
        link.credited(words[word + wire.FIRST]);
        return this.#mind(link);
      }
      case wire.CHECK:
        return this.#contexts
          .get(words[word + wire.CONTEXT])
          ?.checked?.(source, words[word + wire.TAG], words[word + wire.FIRST], words[word + wire.SECOND]);
      case wire.APART:
        return this.#contexts
          .get(words[word + wire.CONTEXT])
          ?.apart?.(source, words[word + wire.TAG], words[word + wire.FIRST], words[word + wire.SECOND]);
      case wire.LEAVE:
        return this.#depart(source);
      default:
        throw new RanksError(
          "ERR_RANKS_PROTOCOL",
          `rank ${source} sent a frame of unknown type ${type}; do all ranks run the same version?`,
        );
    }
  }

  #eager(memory: Memory, word: number, source: number): void {
    const words = memory.i32;
    const kind = words[word + wire.TYPE] >>> 8;
    const bytes = words[word + wire.SIZE] - 1;
    const tag = words[word + wire.TAG];
    const first = words[word + wire.FIRST];
    const second = words[word + wire.SECOND];
    const matcher = this.#matcher(words[word + wire.CONTEXT]);
    const receive = matcher.takePosted(source, tag);
    const payload = (word << 2) + wire.ENVELOPE_BYTES;
    const count = storageLength(kind, bytes);
    if (receive === undefined) {
      const storage = newStorage(storageOf(kind), count);
      copyOut(memory, payload, storageOf(kind), storage, 0, count);
      matcher.keep({
        source,
        tag,
        kind,
        bytes,
        first,
        second,
        storage,
        id: -1,
        local: undefined,
        next: undefined,
      });
      return;
    }
    const refusal = receive.accept(source, tag, kind, bytes, first, second);
    if (refusal === undefined) {
      copyOut(memory, payload, storageOf(kind), receive.array!, 0, count);
      receive.finish();
    } else {
      receive.fail(refusal);
    }
    this.#owe(source, bytes);
  }

  #announced(memory: Memory, word: number, source: number): void {
    const words = memory.i32;
    const kind = words[word + wire.TYPE] >>> 8;
    const bytes = memory.f64[((word << 2) + wire.ENVELOPE_BYTES) >> 3];
    const tag = words[word + wire.TAG];
    const matcher = this.#matcher(words[word + wire.CONTEXT]);
    const receive = matcher.takePosted(source, tag);
    const message: Unexpected = {
      source,
      tag,
      kind,
      bytes,
      first: words[word + wire.FIRST],
      second: words[word + wire.SECOND],
      storage: undefined,
      id: words[word + wire.ID],
      local: undefined,
      next: undefined,
    };
    if (receive === undefined) matcher.keep(message);
    else this.#pull(receive, message);
  }

  #chunk(memory: Memory, word: number): void {
    const words = memory.i32;
    const id = words[word + wire.ID];
    const receive = this.#receives.get(id);
    if (receive === undefined) return;
    const count = storageLength(receive.kind, words[word + wire.SIZE] - 1);
    copyOut(
      memory,
      (word << 2) + wire.ENVELOPE_BYTES,
      storageOf(receive.kind),
      receive.array!,
      receive.filled,
      count,
    );
    receive.filled += count;
    if (receive.filled < storageLength(receive.kind, receive.bytes)) return;
    this.#receives.remove(id);
    receive.finish();
  }

  // --- matching a receive with a message that is there ---------------------------------------------------------------------

  #take(receive: Receive, message: Unexpected): void {
    if (message.local !== undefined) return this.#takeLocal(receive, message.local);
    if (message.storage === undefined) return this.#pull(receive, message);
    const { source, tag, kind, bytes, storage, first, second } = message;
    const refusal = receive.accept(source, tag, kind, bytes, first, second);
    if (refusal !== undefined) receive.fail(refusal);
    else {
      if (receive.target === undefined) receive.array = storage;
      else receive.array!.set(storage as never);
      receive.finish();
    }
    if (source === this.rank) this.#selfCredit += eagerCost(bytes);
    else this.#owe(source, bytes);
  }

  #owe(source: number, bytes: number): void {
    const link = this.#link(source);
    if (link.owe(bytes)) this.#mind(link);
  }

  /** Asks the sender of an announced message for its elements. */
  #pull(receive: Receive, message: Unexpected): void {
    const link = this.#link(message.source);
    if (link.lost !== undefined) return receive.fail(link.lost);
    const refusal = receive.accept(
      message.source,
      message.tag,
      message.kind,
      message.bytes,
      message.first,
      message.second,
    );
    if (refusal !== undefined || message.bytes === 0) {
      link.control(wire.PULL, message.id, -1);
      if (refusal === undefined) receive.finish();
      else receive.fail(refusal);
    } else {
      link.control(wire.PULL, message.id, this.#receives.add(receive));
    }
    this.#mind(link);
  }

  // --- this rank and itself ------------------------------------------------------------------------------------------------

  /** Straight into a posted receive; else kept as a copy while the credit lasts, and as the pinned array after that. */
  #sendToSelf(send: Send): void {
    const { array, tag, kind, first, second, context } = send;
    const bytes = array.byteLength;
    const matcher = this.#matcher(context);
    const receive = matcher.takePosted(this.rank, tag);
    if (receive !== undefined) return this.#takeLocal(receive, send);
    const copied = !send.synchronous && eagerCost(bytes) <= this.#selfCredit;
    const message: Unexpected = {
      source: this.rank,
      tag,
      kind,
      bytes,
      first,
      second,
      storage: copied ? copyOfStorage(kind, array) : undefined,
      id: -1,
      local: copied ? undefined : send,
      next: undefined,
    };
    matcher.keep(message);
    if (copied) {
      this.#selfCredit -= eagerCost(bytes);
      send.complete();
    } else {
      send.queue = new KeptMessage(matcher, message);
    }
  }

  #takeLocal(receive: Receive, send: Send): void {
    const { tag, kind, array, first, second } = send;
    const refusal = receive.accept(this.rank, tag, kind, array.byteLength, first, second);
    if (refusal !== undefined) receive.fail(refusal);
    else {
      receive.array!.set(array as never);
      receive.finish();
    }
    send.queue = undefined;
    send.complete();
  }

  // --- ranks that go -------------------------------------------------------------------------------------------------------

  #lossFor(source: number, context: number): Error | undefined {
    if (this.#gone === 0) return undefined;
    if (source !== ANY) return this.#goneError(source);
    const owner = this.#contexts.get(context);
    return owner === undefined ? undefined : (this.#lostIn(owner) ?? this.#allDeparted(owner));
  }

  #goneError(rank: number): Error | undefined {
    const link = this.#links[rank];
    return link?.lost ?? link?.departed;
  }

  #lostIn(owner: Context): Error | undefined {
    return this.#links.find((link, rank) => link?.lost !== undefined && owner.has(rank))?.lost;
  }

  /** Set when every other rank of the context has finalized: nobody is left to send. */
  #allDeparted(owner: Context): Error | undefined {
    let last: Error | undefined;
    for (let rank = 0; rank < this.size; rank++) {
      if (rank === this.rank || !owner.has(rank)) continue;
      last = this.#links[rank]?.departed;
      if (last === undefined) return undefined;
    }
    return last;
  }

  /** The first dead rank of a context, for operations that need all of them. */
  lossIn(context: number): Error | undefined {
    const owner = this.#contexts.get(context);
    return this.#gone === 0 || owner === undefined ? undefined : this.#lostIn(owner);
  }

  #loseRanks(board: LossBoard): void {
    this.#epoch = board.epoch;
    // What the lost ranks sent before they went still counts.
    while (this.#transport.poll(this));
    for (let rank = 0; rank < this.size; rank++) {
      const reason = rank === this.rank ? 0 : board.reason(rank);
      if (reason === 0) continue;
      const link = this.#link(rank);
      if (link.departed === undefined && !this.#mourned.has(rank))
        this.#lose(rank, link, lossError(rank, reason));
    }
  }

  #lose(rank: number, link: Link, error: RanksError): void {
    this.#mourned.add(rank);
    this.#gone++;
    link.lose(error);
    for (const receive of this.#receives.all()) {
      if (receive.matchedSource !== rank) continue;
      this.#receives.removeRow(receive);
      receive.fail(error);
    }
    this.#failReceives(rank, error, true);
    for (const owner of this.#contexts.values()) if (owner.has(rank)) owner.lost?.(rank, error);
    this.#leaving?.fail(error);
  }

  #depart(rank: number): void {
    const link = this.#link(rank);
    if (link.departed !== undefined || link.lost !== undefined) return;
    const error = new RanksError(
      "ERR_RANKS_PEER_LOST",
      `world rank ${rank} has finalized; it sends and receives no more: receive its messages, and send it yours, before it ends`,
    );
    this.#gone++;
    link.depart(error);
    this.#failReceives(rank, error, false);
    this.#checkLeaving();
  }

  /** Receives that only `rank` could answer, or that it might have answered when `dead`. */
  #failReceives(rank: number, error: Error, dead: boolean): void {
    for (const [context, matcher] of this.#matchers) {
      const owner = this.#contexts.get(context);
      for (const receive of matcher.posted()) {
        const named = receive.source === rank;
        const open = receive.source === ANY && owner?.has(rank) === true;
        if (!named && !(open && (dead || this.#lossFor(ANY, context) !== undefined))) continue;
        matcher.remove(receive);
        receive.fail(error);
      }
    }
  }

  /** Whether this rank has said that it starts no more operations. */
  get leaving(): boolean {
    return this.#leaving !== undefined;
  }

  /** Starts no more operations. Complete when every other rank has said the same and all that was sent is out. */
  leave(): Operation<void> {
    if (this.#leaving !== undefined) return this.#leaving;
    this.#leaving = new Leaving(this);
    for (let rank = 0; rank < this.size; rank++) {
      if (rank === this.rank) continue;
      const link = this.#link(rank);
      if (link.lost !== undefined) this.#leaving.fail(link.lost);
      link.leave();
      this.#mind(link);
    }
    this.#checkLeaving();
    return this.#leaving;
  }

  #checkLeaving(): void {
    if (this.#leaving === undefined || this.#busy.length > 0) return;
    for (let rank = 0; rank < this.size; rank++)
      if (rank !== this.rank && this.#links[rank]?.departed === undefined) return;
    this.#leaving.complete();
  }

  /** Nothing has moved for a while: collectives look whether their peers are with them. */
  stalled(): void {
    for (const owner of this.#contexts.values()) owner.stalled?.();
  }

  /** Sends a frame that belongs to a context's own bookkeeping. */
  tell(dest: number, type: number, context: number, number: number, first: number, second: number): void {
    const link = this.#link(dest);
    link.control(type, 0, first, second, context, number);
    this.#mind(link);
  }
}

/** Not `slice()`: that of a Buffer is a view. */
function copyOfStorage(kind: Kind, array: TypedArray): TypedArray {
  const copy = newStorage(storageOf(kind), array.length);
  copy.set(array as never);
  return copy;
}

class Leaving extends Operation<void> {
  override toString(): string {
    return "finalize: every rank must call it";
  }
}

/** A message to this rank itself that stands in its own list. */
class KeptMessage implements SendQueue {
  readonly #matcher: Matcher;
  readonly #message: Unexpected;

  constructor(matcher: Matcher, message: Unexpected) {
    this.#matcher = matcher;
    this.#message = message;
  }

  remove(): boolean {
    this.#matcher.discard(this.#message);
    return true;
  }
}

function lossError(rank: number, reason: number): RanksError {
  const how = reason === LOST_LEFT ? "left without finalize()" : "died";
  return new RanksError("ERR_RANKS_PEER_LOST", `world rank ${rank} ${how}; what waits for it can't complete`);
}

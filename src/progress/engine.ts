import { RanksError } from "../errors.ts";
import { copyOut } from "../memory/copy.ts";
import type { LossBoard } from "../memory/loss-board.ts";
import type { Memory } from "../memory/memory.ts";
import { native } from "../memory/native.ts";
import type { Sink, Transport } from "../transport/transport.ts";
import * as wire from "../wire/envelope.ts";
import { newStorage, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { storageLength } from "../wire/codec.ts";
import { Contexts } from "./contexts.ts";
import { Departures } from "./departures.ts";
import type { Link } from "./link.ts";
import { Links } from "./links.ts";
import { Loopback } from "./loopback.ts";
import type { Matcher, Unexpected } from "./matcher.ts";
import { Operation } from "./operation.ts";
import type { Progress } from "./operation.ts";
import { Receive } from "./receive.ts";
import type { Naming, Target } from "./receive.ts";
import { Send } from "./send.ts";
import { Table } from "./table.ts";
import type { Waiting } from "./waiting.ts";

/** In one of so many rounds, a power of two less one, the board of losses is looked at. */
const LOOK_AT_BOARD = 31;

/** All of one rank's communication: frames in, operations out. Nothing in here waits, and no user code runs inside `poll`. */
export class Engine implements Sink, Progress {
  readonly rank: number;
  readonly size: number;
  readonly #transport: Transport;
  readonly links: Links;
  readonly contexts = new Contexts();
  readonly departures: Departures;
  readonly receives = new Table<Receive>();
  readonly #sends = new Table<Send>();
  readonly #loopback: Loopback;
  /** Stands for every small message that went out at once: there is nothing to say of one that isn't true of all. */
  readonly #sent = new Operation<void>(this);
  readonly #ready: (() => void)[] = [];
  readonly #waiting: Waiting;
  #rounds = 0;

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
    this.links = new Links(transport, rank, this.#sends);
    this.#loopback = new Loopback(rank, this.contexts);
    this.departures = new Departures(this, board);
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
      this.#loopback.send(send);
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
    if (message !== undefined) this.#take(receive, message);
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
      else this.#take(receive, message);
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
    for (const message of matcher.unexpected()) {
      matcher.discard(message);
      if (message.local !== undefined) message.local.fail(error);
      else if (message.storage === undefined) this.#refuse(message, wire.ABANDONED);
      else this.#release(message.source, message.bytes);
    }
    const moving = this.receives.all().filter((receive) => receive.matcher === matcher);
    const leaving = this.#sends.all().filter((send) => send.context === context);
    return [...moving, ...leaving] as Operation<unknown>[];
  }

  // --- progress ------------------------------------------------------------------------------------------------------------

  poll(): boolean {
    let progress = this.#transport.poll(this);
    if ((++this.#rounds & LOOK_AT_BOARD) === 0) this.departures.hear();
    if (this.links.busy) {
      if (this.links.push()) progress = true;
      this.departures.check();
    }
    while (this.#ready.length > 0) {
      progress = true;
      this.#ready.shift()!();
    }
    return progress;
  }

  drain(): void {
    while (this.#transport.poll(this));
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
        const link = this.links.to(source);
        const send = this.#sends.get(words[word + wire.ID]);
        if (send === undefined) return;
        link.pulled(send, words[word + wire.FIRST]);
        return this.links.mind(link);
      }
      case wire.CHUNK:
        return this.#chunk(memory, word);
      case wire.CREDIT: {
        const link = this.links.to(source);
        link.credited(words[word + wire.FIRST]);
        return this.links.mind(link);
      }
      case wire.CHECK:
        return this.contexts
          .owner(words[word + wire.CONTEXT])
          ?.checked?.(source, words[word + wire.TAG], words[word + wire.FIRST], words[word + wire.SECOND]);
      case wire.APART:
        return this.contexts
          .owner(words[word + wire.CONTEXT])
          ?.apart?.(source, words[word + wire.TAG], words[word + wire.FIRST], words[word + wire.SECOND]);
      case wire.LEAVE:
        return this.departures.departed(source);
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
    const matcher = this.contexts.matcher(words[word + wire.CONTEXT]);
    const receive = matcher.takePosted(source, tag);
    const payload = (word << 2) + wire.ENVELOPE_BYTES;
    const count = storageLength(kind, bytes);
    if (receive === undefined) {
      const storage = newStorage(storageOf(kind), count);
      copyOut(memory, payload, storageOf(kind), storage, 0, count);
      const message = {
        source,
        tag,
        kind,
        bytes,
        first,
        second,
        storage,
        id: -1,
        address: 0,
        pid: 0,
        local: undefined,
        next: undefined,
      };
      this.#keep(matcher, words[word + wire.CONTEXT], message);
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
    const payload = ((word << 2) + wire.ENVELOPE_BYTES) >> 3;
    const bytes = memory.f64[payload];
    const tag = words[word + wire.TAG];
    const matcher = this.contexts.matcher(words[word + wire.CONTEXT]);
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
      address: memory.f64[payload + 1],
      pid: memory.f64[payload + 2],
      local: undefined,
      next: undefined,
    };
    if (receive === undefined) this.#keep(matcher, words[word + wire.CONTEXT], message);
    else this.#pull(receive, message);
  }

  #keep(matcher: Matcher, context: number, message: Unexpected): void {
    matcher.keep(message);
    const { source, tag, first, second } = message;
    if (first !== 0) this.contexts.owner(context)?.unclaimed?.(source, tag, first, second);
  }

  #chunk(memory: Memory, word: number): void {
    const words = memory.i32;
    const id = words[word + wire.ID];
    const receive = this.receives.get(id);
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
    this.receives.remove(id);
    receive.finish();
  }

  // --- matching a receive with a message that is there ---------------------------------------------------------------------

  #take(receive: Receive, message: Unexpected): void {
    if (message.local !== undefined) return this.#loopback.take(receive, message.local);
    if (message.storage === undefined) return this.#pull(receive, message);
    const { source, tag, kind, bytes, storage, first, second } = message;
    const refusal = receive.accept(source, tag, kind, bytes, first, second);
    if (refusal !== undefined) receive.fail(refusal);
    else {
      if (receive.target === undefined) receive.array = storage;
      else receive.array!.set(storage as never);
      receive.finish();
    }
    this.#release(source, bytes);
  }

  /** A copy that was kept for a later receive is gone. */
  #release(source: number, bytes: number): void {
    if (source === this.rank) this.#loopback.credited(bytes);
    else this.#owe(source, bytes);
  }

  /** Tells the sender of an announced message that it needn't send it. */
  #refuse(message: Unexpected, answer: number): void {
    const link = this.links.to(message.source);
    link.control(wire.PULL, message.id, answer);
    this.links.mind(link);
  }

  #owe(source: number, bytes: number): void {
    const link = this.links.to(source);
    if (link.owe(bytes)) this.links.mind(link);
  }

  /** Asks the sender of an announced message for its elements. */
  #pull(receive: Receive, message: Unexpected): void {
    const link = this.links.to(message.source);
    if (link.lost !== undefined) return receive.fail(link.lost);
    const refusal = receive.accept(
      message.source,
      message.tag,
      message.kind,
      message.bytes,
      message.first,
      message.second,
    );
    if (refusal !== undefined || message.bytes === 0 || readDirectly(link, receive, message)) {
      this.#refuse(message, wire.TAKEN);
      if (refusal === undefined) receive.finish();
      else receive.fail(refusal);
    } else {
      link.control(wire.PULL, message.id, this.receives.add(receive));
      this.links.mind(link);
    }
  }

  /** Nothing has moved for a while: collectives look whether their peers are with them. */
  stalled(): void {
    for (const owner of this.contexts.owners()) owner.stalled?.();
  }

  /** Sends a frame that belongs to a context's own bookkeeping. */
  tell(dest: number, type: number, context: number, number: number, first: number, second: number): void {
    const link = this.links.to(dest);
    link.control(type, 0, first, second, context, number);
    this.links.mind(link);
  }
}

/** One copy, from the sender's array to the receiver's; false where that can't be done. */
function readDirectly(link: Link, receive: Receive, { address, pid, bytes }: Unexpected): boolean {
  if (address === 0 || !link.direct || native === undefined) return false;
  return native.readMemory(pid, address, receive.array!, bytes);
}

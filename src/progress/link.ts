import { RanksError } from "../errors.ts";
import { NO_LANDING } from "../memory/landings.ts";
import { native } from "../memory/native.ts";
import type { Route } from "../transport/transport.ts";
import * as wire from "../wire/envelope.ts";
import { FLOAT64, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { Fifo } from "./fifo.ts";
import type { Receive } from "./receive.ts";
import type { Send } from "./send.ts";
import type { Table } from "./table.ts";

/**
 * Flow control, for each ordered pair of ranks.
 *
 * A receiver holds at most EAGER_CREDIT bytes of unasked small messages from one sender, each charged with its envelope and
 * what keeping it costs; further ones are only announced, and at most ANNOUNCEMENTS of those stand at the receiver. What goes
 * beyond waits in the sender's queue, in order, its requests pending.
 */
export const EAGER_CREDIT = 1 << 20;
const ANNOUNCEMENTS = 16_384;
const OVERHEAD = 96;
/** Freed credit goes back in such portions. */
const CREDIT_PORTION = EAGER_CREDIT / 4;

export function eagerCost(bytes: number): number {
  return bytes + OVERHEAD;
}

/** From so many bytes on the elements of an announced message need not go through the rings to the pumps. */
const LOAN_BYTES = 32 << 10;
const LOAN_WORDS = 2;

const NOTHING = new Uint8Array(0);

const GIVEN_BACK =
  "the communicator of this message was revoked before it was received; go on on another one";

/** The way to one peer and all that waits on it. */
export class Link {
  readonly #route: Route;
  readonly #rank: number;
  readonly #dest: number;
  readonly #sends: Table<Send>;
  readonly #envelope = new Int32Array(wire.ENVELOPE_WORDS);
  /** What an announcement says: [bytes, address, process]; a loan says the first two. */
  readonly #announcement = new Float64Array(3);
  /** Control frames, messages in program order, and pulled messages in the middle of their chunks. */
  readonly #controls = new Fifo<Int32Array>();
  readonly #queue = new Fifo<Send>();
  readonly #streams = new Fifo<Send>();
  /** Arrays that the pump reads. Those for a lost peer stay: ZeroMQ may still have them in hand. */
  readonly #loans = new Map<number, TypedArray>();
  #credit = EAGER_CREDIT;
  #announced = 0;
  #owed = 0;
  #leaving = false;
  /** The peer is dead. */
  lost: RanksError | undefined = undefined;
  /** The peer has finalized: it still serves what it announced, and starts nothing any more. */
  departed: RanksError | undefined = undefined;

  /** Why the peer takes nothing any more. */
  get gone(): RanksError | undefined {
    return this.lost ?? this.departed;
  }

  constructor(route: Route, rank: number, dest: number, sends: Table<Send>) {
    this.#route = route;
    this.#rank = rank;
    this.#dest = dest;
    this.#sends = sends;
  }

  /** Whether the peer's addresses mean something here. */
  get direct(): boolean {
    return this.#route.direct;
  }

  /** Whether `push` has something to do. */
  get busy(): boolean {
    return this.#queue.length > 0 || this.#streams.length > 0 || this.#controls.length > 0 || this.#leaving;
  }

  /** True when the message or its announcement is out. */
  submit(send: Send): boolean {
    if (this.gone !== undefined) {
      send.fail(this.gone);
      return true;
    }
    if (this.#free && this.#trySend(send)) return true;
    send.queue = this;
    this.#queue.push(send);
    return false;
  }

  remove(send: Send): boolean {
    return this.#queue.remove(send);
  }

  /** Whether nothing waits that a new message would overtake. */
  get #free(): boolean {
    return this.#queue.length === 0 && this.#controls.length === 0;
  }

  /** Sends a small message at once, if the receiver has room for it and nothing waits before it. */
  tryEager(
    kind: Kind,
    array: TypedArray,
    context: number,
    tag: number,
    first: number,
    second: number,
  ): boolean {
    const bytes = array.byteLength;
    if (bytes > this.#route.eager || eagerCost(bytes) > this.#credit || this.#queue.length > 0) return false;
    if (this.lost !== undefined || this.departed !== undefined) return false;
    return this.#writeEager(kind, array, bytes, context, tag, first, second);
  }

  #writeEager(
    kind: Kind,
    array: TypedArray,
    bytes: number,
    context: number,
    tag: number,
    first: number,
    second: number,
  ): boolean {
    this.#address(wire.EAGER, kind, bytes, context, tag, -1, first, second);
    if (!this.#route.tryWrite(this.#envelope, storageOf(kind), array, 0, array.length)) return false;
    this.#credit -= eagerCost(bytes);
    return true;
  }

  /** Eager if it is small and the receiver has room for it, announced otherwise; false when neither can go out now. */
  #trySend(send: Send): boolean {
    const { kind, array, context, tag, first, second } = send;
    const bytes = array.byteLength;
    if (bytes <= this.#route.eager && !send.synchronous && eagerCost(bytes) <= this.#credit) {
      if (!this.#writeEager(kind, array, bytes, context, tag, first, second)) return false;
      send.complete();
      return true;
    }
    if (this.#announced === ANNOUNCEMENTS) return false;
    send.id = this.#sends.add(send);
    this.#announcement[0] = bytes;
    this.#announcement[1] = this.#route.direct && native !== undefined ? native.addressOf(array) : 0;
    this.#announcement[2] = process.pid;
    this.#address(wire.ANNOUNCE, kind, this.#announcement.byteLength, context, tag, send.id, first, second);
    if (!this.#route.tryWrite(this.#envelope, FLOAT64, this.#announcement, 0, this.#announcement.length)) {
      this.#sends.remove(send.id);
      return false;
    }
    this.#announced++;
    return true;
  }

  #address(
    type: number,
    kind: Kind,
    bytes: number,
    context: number,
    tag: number,
    id: number,
    first: number,
    second: number,
  ): void {
    const envelope = this.#envelope;
    envelope[wire.SIZE] = bytes + 1;
    envelope[wire.TYPE] = type | (kind << 8);
    envelope[wire.RANKS] = this.#rank | (this.#dest << 16);
    envelope[wire.CONTEXT] = context;
    envelope[wire.TAG] = tag;
    envelope[wire.ID] = id;
    envelope[wire.FIRST] = first;
    envelope[wire.SECOND] = second;
  }

  /** Sends a frame without payload, ahead of messages. */
  control(type: number, id: number, first: number, second = 0, context = 0, tag = 0): void {
    if (this.lost !== undefined) return;
    const envelope = Int32Array.of(1, type, this.#rank | (this.#dest << 16), context, tag, id, first, second);
    if (this.#controls.length > 0 || !this.#route.tryWrite(envelope, 1, NOTHING, 0, 0))
      this.#controls.push(envelope);
  }

  /** Asks for the elements of an announced message. Behind a pump large ones get a landing. */
  pull(announced: number, id: number, receive: Receive): void {
    const { landings } = this.#route;
    if (landings !== undefined && receive.bytes >= LOAN_BYTES)
      receive.landing = landings.open(id, this.#dest, receive.array!, receive.bytes);
    this.control(wire.PULL, announced, id, receive.landing);
  }

  /** The elements of a receive from this peer are there, or will not come any more: its array is the program's again. */
  close(receive: Receive): void {
    if (receive.landing !== NO_LANDING) this.#route.landings!.close(receive.landing);
  }

  /** The receiver has matched an announced send: stream it to `receive`, or be done with it. */
  pulled(send: Send, receive: number, landing: number): void {
    if (this.#loans.delete(send.id)) {
      this.#route.landings!.lend(-1);
      return this.#finish(send);
    }
    this.#announced--;
    if (receive === wire.TAKEN) return this.#finish(send);
    if (receive === wire.ABANDONED) {
      this.#sends.remove(send.id);
      return send.fail(
        new RanksError("ERR_RANKS_USAGE", "the communicator was freed before this message was received"),
      );
    }
    if (receive === wire.GIVEN_BACK) {
      this.#sends.remove(send.id);
      return send.fail(send.refused ?? new RanksError("ERR_RANKS_REVOKED", GIVEN_BACK));
    }
    send.peer = receive;
    send.landing = landing;
    this.#streams.push(send);
  }

  /** Asks for an announced message back. */
  retract(send: Send): void {
    this.control(wire.RETRACT, send.id, 0, 0, send.context, send.tag);
  }

  /** Messages that wait to be sent or announced. */
  get queued(): readonly Send[] {
    return this.#queue.all();
  }

  /** The receiver has room again. */
  credited(bytes: number): void {
    this.#credit += bytes;
  }

  /** This side has taken an unasked message out of its memory; true when it was time to tell the sender. */
  owe(bytes: number): boolean {
    this.#owed += eagerCost(bytes);
    if (this.#owed < CREDIT_PORTION) return false;
    const owed = this.#owed;
    this.#owed = 0;
    this.control(wire.CREDIT, 0, owed);
    return true;
  }

  /** Sends what waits, as far as there is room; true when something went out. */
  push(): boolean {
    let progress = false;
    while (this.#controls.length > 0) {
      if (!this.#route.tryWrite(this.#controls.first, 1, NOTHING, 0, 0)) return progress;
      this.#controls.shift();
      progress = true;
    }
    while (this.#queue.length > 0 && this.#trySend(this.#queue.first)) {
      this.#queue.shift().queue = undefined;
      progress = true;
    }
    while (this.#streams.length > 0 && this.#stream(this.#streams.first)) progress = true;
    if (this.#leaving && this.#queue.length + this.#streams.length + this.#loans.size === 0) this.#sayLeave();
    return progress;
  }

  /** Tells the peer, behind everything that goes to it, that this rank starts no more operations. */
  leave(): void {
    if (this.lost !== undefined) return;
    this.#leaving = true;
    this.push();
  }

  #sayLeave(): void {
    const envelope = Int32Array.of(1, wire.LEAVE, this.#rank | (this.#dest << 16), 0, 0, 0, 0, 0);
    this.#leaving = !this.#route.tryWrite(envelope, 1, NOTHING, 0, 0);
  }

  #stream(send: Send): boolean {
    return send.landing === NO_LANDING || this.#route.landings === undefined
      ? this.#streamChunk(send)
      : this.#lend(send);
  }

  /** The pump takes the elements out of the array itself. */
  #lend(send: Send): boolean {
    this.#announcement[0] = send.array.byteLength;
    this.#announcement[1] = native!.addressOf(send.array);
    if (this.#announcement[1] === 0) return this.#streamChunk(send);
    this.#address(wire.LOAN, send.kind, LOAN_WORDS * 8, 0, send.landing, send.peer, send.id, 0);
    if (!this.#route.tryWrite(this.#envelope, FLOAT64, this.#announcement, 0, LOAN_WORDS)) return false;
    void this.#streams.shift();
    this.#loans.set(send.id, send.array);
    this.#route.landings!.lend(1);
    return true;
  }

  #streamChunk(send: Send): boolean {
    const { array } = send;
    const largest = Math.floor(this.#route.largest / array.BYTES_PER_ELEMENT);
    const count = Math.min(largest, array.length - send.sent);
    this.#address(
      wire.CHUNK,
      send.kind,
      count * array.BYTES_PER_ELEMENT,
      send.context,
      send.tag,
      send.peer,
      0,
      0,
    );
    if (!this.#route.tryWrite(this.#envelope, storageOf(send.kind), array, send.sent, count)) return false;
    send.sent += count;
    if (send.sent === array.length) {
      void this.#streams.shift();
      this.#finish(send);
    }
    return true;
  }

  #finish(send: Send): void {
    this.#sends.remove(send.id);
    send.complete();
  }

  /** The peer is dead: everything that waits for it fails. */
  lose(error: RanksError): void {
    this.lost = error;
    this.#leaving = false;
    this.#route.landings?.lend(-this.#loans.size);
    this.#streams.clear();
    this.#controls.clear();
    this.#drop(error, () => true);
  }

  /** The peer has finalized: what it didn't ask for by now, it won't. */
  depart(error: RanksError): void {
    this.departed = error;
    this.#drop(error, (send) => send.peer < 0);
  }

  #drop(error: RanksError, which: (send: Send) => boolean): void {
    for (const send of this.#queue.takeAll()) {
      send.queue = undefined;
      send.fail(error);
    }
    for (const send of this.#sends.all()) {
      if (send.dest !== this.#dest || !which(send)) continue;
      this.#sends.remove(send.id);
      send.fail(error);
    }
  }
}

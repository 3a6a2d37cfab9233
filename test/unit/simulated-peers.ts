import { asStorage, elementBytes, fitsInto, kindName, kindOf, storageOf } from "#dist/wire/element.js";
import type { TypedArray } from "#dist/wire/element.js";
import { countOf, decode, encode } from "#dist/wire/codec.js";
import type { Outgoing } from "#dist/wire/codec.js";
import { RanksError } from "#dist/errors.js";
import type { Peers, Schedule } from "#dist/collectives/peers.js";
import type { Request } from "#dist/progress/request.js";
import type { Status } from "#dist/progress/status.js";

/** What became of one rank's part in a collective. */
export interface Outcome<T> {
  value?: T;
  error?: RanksError;
  /** It waits for messages that never come. */
  stuck?: true;
}

/**
 * Runs one algorithm on `size` ranks in this thread. Messages arrive, and ranks go on, in an order that the seed decides. An array
 * that changes while it is being sent is an error, and so is reading one that is still being received: it holds garbage.
 */
export function outcomes<T>(size: number, seed: number, start: (p: Peers) => Schedule<T>): Outcome<T>[] {
  const network = new Network(size, seed);
  const ranks = Array.from({ length: size }, (_, rank) => new Rank(start(network.peers(rank))));
  for (;;) {
    const moves = [...network.deliveries, ...ranks.filter((rank) => rank.ready)];
    if (moves.length === 0) break;
    const move = moves[Math.floor(network.random() * moves.length)];
    if (move instanceof Rank) move.resume();
    else network.deliver(move);
  }
  if (ranks.every((rank) => rank.outcome !== undefined && rank.outcome.error === undefined))
    network.requireEmpty();
  return ranks.map((rank) => rank.outcome ?? { stuck: true });
}

/** As `outcomes`, where every rank must succeed. */
export function run<T>(size: number, seed: number, start: (p: Peers) => Schedule<T>): T[] {
  return outcomes(size, seed, start).map((outcome, rank) => {
    if (outcome.error !== undefined) throw outcome.error;
    if (outcome.stuck) throw new Error(`rank ${rank} of ${size} is stuck (seed ${seed})`);
    return outcome.value as T;
  });
}

class Rank<T> {
  readonly #schedule: Schedule<T>;
  #waitingFor: readonly Request<unknown>[] = [];
  outcome: Outcome<T> | undefined = undefined;

  constructor(schedule: Schedule<T>) {
    this.#schedule = schedule;
  }

  get ready(): boolean {
    return this.outcome === undefined && this.#waitingFor.every((request) => request.test());
  }

  resume(): void {
    try {
      for (const request of this.#waitingFor) request.wait();
      const step = this.#schedule.next();
      if (step.done) this.outcome = { value: step.value };
      else if (step.value.length === 0) throw new Error("an algorithm waits for nothing");
      else this.#waitingFor = step.value;
    } catch (error) {
      if (!(error instanceof RanksError)) throw error;
      this.outcome = { error };
    }
  }
}

class Transfer<T> implements Request<T> {
  settled = false;
  result: T | undefined = undefined;
  error: RanksError | undefined = undefined;
  known: Status | undefined = undefined;

  wait(): T {
    if (!this.settled) throw new Error("an algorithm waits for a request that it has not yielded");
    if (this.error !== undefined) throw this.error;
    return this.result as T;
  }

  get status(): Status {
    if (this.known === undefined)
      throw new Error("the status of a request that is not complete, or of a send");
    return this.known;
  }

  test(): boolean {
    return this.settled;
  }

  cancel(): boolean {
    return false;
  }

  then(): never {
    throw new Error("algorithms do not await");
  }
}

interface Message {
  readonly out: Outgoing;
  readonly snapshot: TypedArray;
  readonly request: Transfer<void>;
}

interface Receive {
  readonly into: unknown;
  readonly request: Transfer<unknown>;
}

interface Delivery {
  readonly source: number;
  readonly message: Message;
  readonly receive: Receive;
}

class Network {
  readonly #size: number;
  readonly #messages: Message[][] = [];
  readonly #receives: Receive[][] = [];
  readonly random: () => number;
  deliveries: Delivery[] = [];

  constructor(size: number, seed: number) {
    this.#size = size;
    this.random = mulberry32(seed);
    for (let i = 0; i < size * size; i++) {
      this.#messages.push([]);
      this.#receives.push([]);
    }
  }

  peers(rank: number): Peers {
    return {
      rank,
      size: this.#size,
      isend: (value, dest) => this.#send(value, rank, dest),
      irecv: <T>(source: number, into?: T) => this.#receive(rank, source, into) as Request<T>,
    };
  }

  #send(value: unknown, source: number, dest: number): Request<void> {
    this.#requireRank(dest);
    const out = {} as Outgoing;
    encode(value, out);
    const request = new Transfer<void>();
    // Eager or rendezvous: a send may be complete long before the message arrives, or not until then.
    request.settled = this.random() < 0.5;
    this.#messages[source * this.#size + dest].push({ out, snapshot: copyOf(out.array), request });
    this.#match(source, dest);
    return request;
  }

  #receive(rank: number, source: number, into: unknown): Request<unknown> {
    this.#requireRank(source);
    const request = new Transfer<unknown>();
    this.#receives[source * this.#size + rank].push({ into, request });
    this.#match(source, rank);
    return request;
  }

  #requireRank(rank: number): void {
    if (!Number.isInteger(rank) || rank < 0 || rank >= this.#size)
      throw new Error(`no rank ${rank} of ${this.#size}`);
  }

  #match(source: number, dest: number): void {
    const messages = this.#messages[source * this.#size + dest];
    const receives = this.#receives[source * this.#size + dest];
    if (messages.length === 0 || receives.length === 0) return;
    const delivery = { source, message: messages.shift()!, receive: receives.shift()! };
    this.deliveries.push(delivery);
    const { into } = delivery.receive;
    if (into === undefined || refusal(delivery) !== undefined) return;
    const bytes = bytesOf(asStorage(kindOf(into as object), into as object)).subarray(
      0,
      delivery.message.snapshot.byteLength,
    );
    bytes.forEach((_, i) => (bytes[i] = Math.floor(this.random() * 256)));
  }

  deliver(delivery: Delivery): void {
    this.deliveries = this.deliveries.filter((other) => other !== delivery);
    const { source, message, receive } = delivery;
    const { kind, array } = message.out;
    if (!message.request.settled && Buffer.compare(bytesOf(array), bytesOf(message.snapshot)) !== 0) {
      throw new Error("an array changed while it was being sent");
    }
    message.request.settled = true;
    receive.request.settled = true;
    receive.request.error = refusal(delivery);
    if (receive.request.error !== undefined) return;
    const bytes = message.snapshot.byteLength;
    receive.request.known = { source, tag: 0, count: countOf(kind, bytes), bytes };
    if (receive.into === undefined) receive.request.result = decode(kind, message.snapshot);
    else {
      asStorage(kindOf(receive.into as object), receive.into as object).set(message.snapshot as never);
      receive.request.result = receive.into;
    }
  }

  requireEmpty(): void {
    if (
      [...this.#messages, ...this.#receives].some((queue) => queue.length > 0) ||
      this.deliveries.length > 0
    ) {
      throw new Error("messages or receives are left over");
    }
  }
}

function refusal({ message, receive }: Delivery): RanksError | undefined {
  if (receive.into === undefined) return undefined;
  const { kind, array } = message.out;
  const into = kindOf(receive.into as object);
  if (!fitsInto(kind, into))
    return new RanksError("ERR_RANKS_MISMATCH", `${kindName(kind)} into ${kindName(into)}`);
  const room = asStorage(into, receive.into as object).byteLength;
  return array.byteLength > room
    ? new RanksError("ERR_RANKS_TRUNCATED", `${array.byteLength} into ${room} bytes`)
    : undefined;
}

function copyOf(array: TypedArray): TypedArray {
  const bytes = Uint8Array.from(bytesOf(array));
  return decode(storageOf(kindOf(array)), asStorageArray(array, bytes.buffer)) as TypedArray;
}

function asStorageArray(array: TypedArray, buffer: ArrayBuffer): TypedArray {
  const Constructor = (Buffer.isBuffer(array) ? Uint8Array : array.constructor) as new (
    buffer: ArrayBuffer,
  ) => TypedArray;
  if (buffer.byteLength % elementBytes(kindOf(array)) !== 0) throw new Error("not whole elements");
  return new Constructor(buffer);
}

function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

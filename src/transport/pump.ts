import type { Observer, Pull, Push } from "zeromq";
import { Doorbell } from "../memory/doorbell.ts";
import { ringOffset } from "../memory/layout.ts";
import type { Layout } from "../memory/layout.ts";
import type { Memory } from "../memory/memory.ts";
import { RingReader, RingWriter } from "../memory/ring.ts";
import { RANKS } from "../wire/envelope.ts";
import { ASK, FLAGS, LEAVING, MAGIC, MAGIC_NUMBER, openBatch, PROCESSES, recordBytes, TOKEN, tokenWords } from "./batch.ts";
import type { Terms } from "./batch.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { PumpBuffers } from "./pump-buffers.ts";
import { PumpMemory } from "./pump-memory.ts";
import { PumpDelivery } from "./pump-delivery.ts";
import { bindAddress, pullSocket, pushSocket } from "./pump-sockets.ts";
import { PumpTurns } from "./pump-turns.ts";

/** Cost that one process may have on its way to another, not yet given to its ranks. */
export const WINDOW = 4 << 20;

/** Bytes read from one rank's ring before the next rank's turn. */
const TURN_BYTES = 256 << 10;

/** A connection that ended: so long what the peer sent before may still come. */
const LAST_WORDS_MS = 50;

export interface PumpOptions {
  readonly process: number;
  /** World ranks of this process, in the order of their endpoints; the pump is the endpoint after them. */
  readonly ranks: readonly number[];
  readonly processOf: readonly number[];
  /** 32 hexadecimal digits. */
  readonly token: string;
  readonly memory: Memory;
  readonly layout: Layout;
  /** Of each endpoint; the last is the pump's own. */
  readonly doorbells: readonly Doorbell[];
  /** Nothing more will come from or go to this process. Called once for each process. */
  onLost(process: number, why: string): void;
  onWarning(text: string): void;
  /** Cost that may be under way to one process; the same in all processes of a job. */
  readonly window?: number;
}

interface Peer {
  readonly socket: Push;
  readonly events: Observer;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  /** It wants an answer as soon as possible. */
  asked: boolean;
}

/**
 * Carries records between the rings of this process's ranks and the pumps of other processes. It lives in a thread of its
 * own, whose event loop nothing else keeps busy. For each ordered pair of processes one PUSH socket and the PULL socket of the
 * receiver keep the order; sequence numbers show a loss, and credit bounds what waits anywhere.
 */
export class Pump {
  readonly #options: PumpOptions;
  readonly #window: number;
  readonly #terms: Terms;
  readonly #readers: RingReader[];
  readonly #deliveries: PumpDelivery[];
  readonly #endpointOf: number[] = [];
  readonly #buffers = new PumpBuffers();
  readonly #received = new PumpMemory();
  readonly #pull: Pull = pullSocket();
  readonly #turns: PumpTurns;
  readonly #peers: (Peer | undefined)[] = [];
  readonly #gone = new Set<number>();
  readonly #warned = new Set<string>();
  readonly #settled: (() => void)[] = [];
  #started = false;
  #closed = false;

  constructor(options: PumpOptions) {
    this.#options = options;
    const { memory, layout, doorbells, ranks } = options;
    this.#window = options.window ?? WINDOW;
    const own = ranks.length;
    this.#readers = ranks.map((_, i) => new RingReader(memory, ringOffset(layout, i, own), layout.capacity, doorbells[i]));
    this.#deliveries = ranks.map(
      (_, i) => new PumpDelivery(new RingWriter(memory, ringOffset(layout, own, i), layout.capacity, doorbells[i])),
    );
    ranks.forEach((rank, i) => (this.#endpointOf[rank] = i));
    this.#terms = {
      process: options.process,
      processOf: options.processOf,
      token: tokenWords(options.token),
      largestRecord: largestRecord(layout.capacity),
    };
    this.#turns = new PumpTurns(this.#pull, doorbells[own], {
      work: () => this.#work(),
      receive: (parts) => this.#receive(parts),
      fail: (error) => this.#peers.forEach((_, process) => this.#lose(process, `receiving failed: ${String(error)}`)),
    });
  }

  /** Starts to listen; the answer is the address for the other processes. */
  async listen(kind: "zmq" | "ipc", directory?: string): Promise<string> {
    await this.#pull.bind(bindAddress(kind, this.#options.process, directory));
    return this.#pull.lastEndpoint!;
  }

  /** Connects to each other process, by its index. From here on records travel. */
  connect(addresses: readonly (string | null)[]): void {
    addresses.forEach((address, process) => {
      if (address !== null && process !== this.#options.process) this.#connectTo(process, address);
    });
    this.#started = true;
    this.#turns.start();
  }

  #connectTo(process: number, address: string): void {
    const socket = pushSocket();
    const inbox = new Inbox(this.#window);
    const failed = (why: string): void => this.#lose(process, why);
    const outbox = new Outbox(socket, this.#headerTo(process), inbox, this.#window, this.#buffers, failed);
    const peer = { socket, events: socket.events, inbox, outbox, asked: false };
    this.#peers[process] = peer;
    // The wait for an event ends in an error when the observer is closed.
    this.#watchConnection(process, peer).catch(() => undefined);
    socket.connect(address);
  }

  #headerTo(process: number): Int32Array {
    const header = new Int32Array(FLAGS + 1);
    header[MAGIC] = MAGIC_NUMBER;
    header[PROCESSES] = this.#options.process | (process << 16);
    header.set(this.#terms.token, TOKEN);
    return header;
  }

  /** ZeroMQ would connect anew and lose what was under way: here the end of a connection is the end of the peer. */
  async #watchConnection(process: number, { events, inbox }: Peer): Promise<void> {
    for await (const event of events) {
      if (event.type !== "disconnect") continue;
      setTimeout(() => {
        if (inbox.leaving) this.#part(process);
        else this.#lose(process, "its connection ended");
      }, LAST_WORDS_MS).unref();
      return;
    }
  }

  #lose(process: number, why: string): void {
    if (this.#part(process)) this.#options.onLost(process, why);
  }

  /** From here on nothing goes to or comes from this process; false when that was so before. */
  #part(process: number): boolean {
    if (this.#closed || this.#gone.has(process)) return false;
    this.#gone.add(process);
    const peer = this.#peers[process];
    this.#peers[process] = undefined;
    if (peer !== undefined) closePeer(peer);
    this.#settle();
    return true;
  }

  // --- one look ------------------------------------------------------------------------------------------------------------

  #work(): boolean {
    if (!this.#started) return false;
    let found = false;
    for (const delivery of this.#deliveries) if (!delivery.idle && delivery.deliver()) found = true;
    for (const reader of this.#readers) if (this.#collect(reader)) found = true;
    for (const peer of this.#peers) {
      if (peer === undefined) continue;
      peer.outbox.flush();
      peer.outbox.acknowledge(peer.asked);
      peer.asked = false;
    }
    return found;
  }

  /** Moves records from one rank's ring to the outboxes; stops where the next one's window is used up. */
  #collect(reader: RingReader): boolean {
    const words = this.#options.memory.i32;
    let moved = 0;
    while (moved < TURN_BYTES) {
      const at = reader.peek();
      if (at === 0) break;
      const word = at >> 2;
      const bytes = recordBytes(words, word);
      if (!this.#forward(words, word, bytes)) break;
      reader.consume(at);
      moved += bytes;
    }
    return moved > 0;
  }

  #forward(words: Int32Array, word: number, bytes: number): boolean {
    const process = this.#options.processOf[words[word + RANKS] >>> 16];
    const peer = this.#peers[process];
    if (peer === undefined) {
      if (!this.#gone.has(process)) this.#warn(`a message for a rank of process ${process}, to which there is no connection, was dropped`);
      return true;
    }
    if (peer.outbox.tryAdd(words, word, bytes)) return true;
    peer.outbox.flush();
    return peer.outbox.tryAdd(words, word, bytes);
  }

  // --- what comes ----------------------------------------------------------------------------------------------------------

  #receive(parts: Buffer[]): void {
    for (const part of parts) this.#received.received(part.length);
    const batch = parts.length === 1 ? openBatch(parts[0], this.#terms) : "it has several parts";
    if (typeof batch === "string") {
      this.#warn(`a message that is not of this job was refused: ${batch}`);
      return;
    }
    const peer = this.#peers[batch.source];
    if (peer === undefined) return;
    const problem = peer.inbox.book(batch) ?? peer.outbox.hear(batch.words);
    if (problem !== undefined) return this.#lose(batch.source, problem);
    if ((batch.words[FLAGS] & ASK) !== 0) peer.asked = true;
    if (this.#settled.length > 0) this.#settle();
    const arrival = { batch, inbox: peer.inbox, open: batch.runs.length };
    for (const run of batch.runs) {
      const delivery = this.#deliveries[this.#endpointOf[run.dest]];
      delivery.add(arrival, run);
      delivery.deliver();
    }
  }

  #warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#options.onWarning(text);
  }

  // --- the end -------------------------------------------------------------------------------------------------------------

  /** Cost of the batches that wait here for local ranks. */
  get held(): number {
    return this.#peers.reduce((sum, peer) => sum + (peer?.inbox.held ?? 0), 0);
  }

  /** Whether all that local ranks wrote has arrived in the processes it was for. */
  get idle(): boolean {
    return this.#readers.every((reader) => reader.peek() === 0) && this.#peers.every((peer) => peer === undefined || peer.inbox.leaving || peer.outbox.arrived);
  }

  /** Resolves to true when `idle`, or to false after the time. */
  flush(timeoutMs: number): Promise<boolean> {
    return this.#ask(ASK, timeoutMs);
  }

  /** The same, and tells the others that the end of this process's connections will be no loss. */
  leave(timeoutMs: number): Promise<boolean> {
    return this.#ask(ASK | LEAVING, timeoutMs);
  }

  async #ask(flags: number, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (!this.#readersEmpty() && performance.now() < until) {
      this.#work();
      await new Promise(setImmediate);
    }
    for (const peer of this.#peers) peer?.outbox.flush(flags);
    while (!this.idle) {
      const left = until - performance.now();
      if (left <= 0 || this.#closed) return false;
      await this.#news(left);
    }
    return true;
  }

  #readersEmpty(): boolean {
    return this.#readers.every((reader) => reader.peek() === 0);
  }

  #news(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#settled.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #settle(): void {
    for (const resolve of this.#settled.splice(0)) resolve();
  }

  /** Closes everything at once. After it the thread may be ended; before it, that would abort the process. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#turns.stop();
    this.#pull.close();
    for (const peer of this.#peers) if (peer !== undefined) closePeer(peer);
    this.#peers.length = 0;
    this.#settle();
  }
}

/** An observer that waits would abort the process as a pending `receive` does. */
function closePeer({ socket, events }: Peer): void {
  events.close();
  socket.close();
}

/** Bytes of the largest record that always fits an empty ring: with its padding and the cleared word after it. */
function largestRecord(capacity: number): number {
  return (capacity - 8) >> 1;
}

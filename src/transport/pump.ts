import type { Doorbell } from "../memory/doorbell.ts";
import { ringOffset } from "../memory/layout.ts";
import type { Landings } from "../memory/landings.ts";
import type { Layout } from "../memory/layout.ts";
import type { Memory } from "../memory/memory.ts";
import { RingReader, RingWriter } from "../memory/ring.ts";
import { LOAN, RANKS, TYPE } from "../wire/envelope.ts";
import {
  ASK,
  BATCH_BYTES,
  costOf,
  HEADER_BYTES,
  LEAVING,
  openBatch,
  recordBytes,
  tokenWords,
} from "./batch.ts";
import type { Terms } from "./batch.ts";
import type { Loan } from "./loan.ts";
import { PumpArrays } from "./pump-arrays.ts";
import { PumpBuffers } from "./pump-buffers.ts";
import { PumpDelivery } from "./pump-delivery.ts";
import { PumpDoor } from "./pump-door.ts";
import { PumpMemory } from "./pump-memory.ts";
import type { PumpEndpoint, PumpNetwork } from "./pump-network.ts";
import { PumpPeer } from "./pump-peer.ts";
import { bindAddress, PumpSockets } from "./pump-sockets.ts";
import { PumpTurns } from "./pump-turns.ts";

/** Cost that may be under way from one process to another, not yet given to its ranks. */
export const WINDOW = 4 << 20;

/** How often a pump makes sure that what it sent did arrive. */
const PROBE_MS = 1000;

/** At least so often within the time that a process may be silent it shows that it is there. */
const BEATS = 5;

/** After a process has ended, what it sent before may still come for so long. */
const LAST_WORDS_MS = 50;

/** A process that says that it leaves gets an answer; so long the way to it stays open. */
const FAREWELL_MS = 1000;

/** So many different warnings are given; strangers could cause any number. */
const MOST_WARNINGS = 100;

/** Bytes read from one rank's ring before the next rank's turn. */
const TURN_BYTES = 256 << 10;

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
  /** Those of the only rank here; present where the pump may read and fill its arrays. */
  readonly landings?: Landings | undefined;
  /** Present where the processes are on several hosts. */
  readonly network?: PumpNetwork | undefined;
  /** Nothing more will go to or come from this process, which didn't leave in good order. Called once for each process. */
  onLost(process: number, why: string): void;
  onWarning(text: string): void;
  /** Whether it looks for more for a while before it sleeps; not where more ranks than processors want to run. */
  readonly looks?: boolean;
  /** Other than WINDOW; the same in all processes of a job. */
  readonly window?: number;
}

/**
 * Carries records between the rings of this process's ranks and the pumps of other processes. It lives in a thread of its own,
 * whose event loop nothing else keeps busy. For each ordered pair of processes one PUSH socket and the receiver's PULL socket
 * keep the order; sequence numbers show a loss, and credit bounds what waits anywhere.
 */
export class Pump {
  readonly #options: PumpOptions;
  readonly #window: number;
  readonly #terms: Terms;
  readonly #readers: readonly RingReader[];
  readonly #deliveries: readonly PumpDelivery[];
  readonly #deliveryOf: PumpDelivery[] = [];
  readonly #buffers = new PumpBuffers();
  readonly #received = new PumpMemory();
  readonly #arrays: PumpArrays;
  readonly #sockets: PumpSockets;
  readonly #door: PumpDoor;
  readonly #turns: PumpTurns;
  readonly #peers: (PumpPeer | undefined)[] = [];
  readonly #gone = new Set<number>();
  readonly #warned = new Set<string>();
  readonly #news: (() => void)[] = [];
  #probing: NodeJS.Timeout | undefined;
  #started = false;
  #closed = false;

  constructor(options: PumpOptions) {
    const { process, processOf, token, ranks, memory, layout, doorbells, network } = options;
    const { looks = true, window = WINDOW } = options;
    const { capacity } = layout;
    if (window < costOf(capacity / 8))
      throw new RangeError("a pump's window must have room for the largest record");
    if (capacity / 8 + HEADER_BYTES > BATCH_BYTES)
      throw new RangeError("a pump's batch must have room for the largest record");
    this.#options = options;
    this.#window = window;
    // A record of up to half a ring, with the padding before it and the cleared word after it, fits an empty one.
    this.#terms = { process, processOf, token: tokenWords(token), largestRecord: (capacity - 8) >> 1 };
    const own = ranks.length;
    this.#readers = ranks.map(
      (_, i) => new RingReader(memory, ringOffset(layout, i, own), capacity, doorbells[i]),
    );
    this.#deliveries = ranks.map((rank, i) => {
      const ring = new RingWriter(memory, ringOffset(layout, own, i), capacity, doorbells[i]);
      return (this.#deliveryOf[rank] = new PumpDelivery(ring));
    });
    this.#arrays = new PumpArrays(options.landings, this.#deliveryOf, this.#received);
    this.#sockets = new PumpSockets(Math.max(...processOf) + 1, network);
    this.#door = new PumpDoor(this.#sockets, (why) => this.#warn(`a connection ${why} was refused`));
    this.#turns = new PumpTurns(this.#door.pull, doorbells[own], looks, {
      work: () => this.#work(),
      receive: (parts) => this.#receive(parts),
      inBulk: () => options.landings?.inBulk === true,
      fail: (error) => this.#fail(error),
    });
  }

  /** Starts to listen: on the network where there is one, else in the directory where one is given, else on loopback. */
  async listen(directory?: string): Promise<PumpEndpoint> {
    const { process, network } = this.#options;
    const place = bindAddress(process, network, directory);
    const address = await this.#door.listen(place, (error) => this.#fail(error));
    const key = this.#sockets.publicKey;
    return { address, ...(key !== undefined && { key }) };
  }

  /** Connects to the other processes, by their index; null for those without a pump. From here on records travel. */
  connect(endpoints: readonly (PumpEndpoint | null)[]): void {
    const keys: string[] = [];
    endpoints.forEach((endpoint, process) => {
      if (endpoint === null || process === this.#options.process) return;
      this.#meet(process, endpoint);
      if (endpoint.key !== undefined) keys.push(endpoint.key);
    });
    this.#door.open(keys);
    const { network } = this.#options;
    const period = Math.min(PROBE_MS, (network?.silenceMs ?? Infinity) / BEATS);
    this.#probing = setInterval(() => this.#probe(period, network), period).unref();
    this.#started = true;
    this.#turns.start();
  }

  #meet(process: number, endpoint: PumpEndpoint): void {
    const failed = (why: string): void => this.#lose(process, why);
    const returned = (loan: Loan): void => this.#arrays.giveBack(loan);
    try {
      const socket = this.#sockets.push(endpoint);
      this.#peers[process] = new PumpPeer(
        process,
        socket,
        this.#terms,
        this.#window,
        this.#buffers,
        returned,
        failed,
      );
    } catch (error) {
      failed(`no connection to ${endpoint.address} can be made: ${String(error)}`);
    }
  }

  #probe(period: number, network: PumpNetwork | undefined): void {
    this.#peers.forEach((peer, process) => {
      peer?.probe(network !== undefined);
      if (peer === undefined || network === undefined || peer.silence * period <= network.silenceMs) return;
      const seconds = network.silenceMs / 1000;
      const fact = `nothing ${peer.heard ? "was heard of it" : "ever came from it"} for ${seconds} s`;
      this.#lose(process, peer.heard ? fact : `${fact}; a firewall may keep it from ${network.address}`);
    });
  }

  /**
   * The launcher says that a process has ended: what goes to it is dropped from now on. Resolves when what it sent before has been
   * taken in, so that its ranks can be declared lost.
   */
  async abandon(process: number): Promise<void> {
    this.#peers[process]?.close();
    this.#gone.add(process);
    await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    this.#part(process);
  }

  #fail(error: unknown): void {
    this.#peers.forEach((_, peer) => this.#lose(peer, `receiving failed: ${String(error)}`));
  }

  #lose(process: number, why: string): void {
    if (this.#closed || this.#gone.has(process)) return;
    this.#part(process);
    this.#options.onLost(process, why);
  }

  /** From here on nothing goes to or comes from this process. */
  #part(process: number): void {
    this.#gone.add(process);
    this.#peers[process]?.close();
    this.#peers[process] = undefined;
    this.#tellNews();
  }

  // --- what goes -----------------------------------------------------------------------------------------------------------

  /** One look at the rings. */
  #work(): boolean {
    if (!this.#started || this.#closed) return false;
    let found = false;
    for (const delivery of this.#deliveries) if (delivery.deliver()) found = true;
    for (const reader of this.#readers) if (this.#collect(reader)) found = true;
    for (const peer of this.#peers) peer?.flush();
    return found;
  }

  /** Moves records from one rank's ring to the outboxes; stops where the next one's window is used up. */
  #collect(reader: RingReader): boolean {
    const words = this.#options.memory.i32;
    let moved = 0;
    while (moved < TURN_BYTES) {
      const at = reader.peek();
      if (at === 0) break;
      const bytes = recordBytes(words, at >> 2);
      if (!this.#tryForward(words, at >> 2, bytes)) break;
      reader.consume(at);
      moved += bytes;
    }
    return moved > 0;
  }

  #tryForward(words: Int32Array, word: number, bytes: number): boolean {
    const process = this.#options.processOf[words[word + RANKS] >>> 16];
    const peer = this.#peers[process];
    if (peer?.open !== true) {
      if (!this.#gone.has(process))
        this.#warn(`messages for process ${process} were dropped: it has no pump`);
      return true;
    }
    if ((words[word + TYPE] & 255) === LOAN) {
      this.#arrays.lend(peer, words, this.#options.memory.f64, word);
      return true;
    }
    if (peer.outbox.tryAdd(words, word, bytes)) return true;
    peer.outbox.flush();
    return peer.outbox.tryAdd(words, word, bytes);
  }

  // --- what comes ----------------------------------------------------------------------------------------------------------

  #receive(parts: Buffer[]): void {
    for (const part of parts) this.#received.received(part.length);
    const [head, piece] = parts;
    const batch = parts.length <= 2 ? openBatch(head, this.#terms, piece) : "it has several parts";
    if (typeof batch === "string")
      return this.#warn(`a message that is not of this job was refused: ${batch}`);
    const peer = this.#peers[batch.source];
    if (peer === undefined) return;
    const problem = peer.take(batch);
    if (problem !== undefined) return this.#lose(batch.source, problem);
    this.#tellNews();
    if (peer.inbox.leaving) this.#farewell(batch.source);
    if (parts.length === 2 && !this.#arrays.land(batch, piece)) return peer.inbox.release(batch.cost);
    const arrival = { batch, inbox: peer.inbox, open: batch.runs.length };
    for (const run of batch.runs) {
      const delivery = this.#deliveryOf[run.dest];
      delivery.add(arrival, run);
      delivery.deliver();
    }
  }

  #farewell(process: number): void {
    setTimeout(() => this.#part(process), FAREWELL_MS).unref();
  }

  #warn(text: string): void {
    if (this.#warned.has(text) || this.#warned.size >= MOST_WARNINGS) return;
    this.#warned.add(text);
    this.#options.onWarning(text);
  }

  /** A local rank has ended: what comes for it is dropped, so that it doesn't use up the window for the others. */
  retire(rank: number): void {
    this.#deliveryOf[rank].close();
  }

  /** Cost of the batches that wait here for local ranks. */
  get held(): number {
    return this.#peers.reduce((sum, peer) => sum + (peer?.inbox.held ?? 0), 0);
  }

  // --- the end -------------------------------------------------------------------------------------------------------------

  /** True when all that local ranks have written is in the other processes; false when that took longer. */
  flush(timeoutMs: number): Promise<boolean> {
    return this.#ask(ASK, timeoutMs);
  }

  /** The same, and the others take leave of this process: they will not try to reach it any more. */
  leave(timeoutMs: number): Promise<boolean> {
    return this.#ask(ASK | LEAVING, timeoutMs);
  }

  async #ask(flags: number, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    const unread = new Set(this.#readers);
    for (;;) {
      for (const reader of unread) if (reader.peek() === 0) unread.delete(reader);
      if (unread.size === 0 && !this.#peers.some((peer) => peer?.lending)) break;
      this.#work();
      await new Promise(setImmediate);
      if (this.#closed || performance.now() >= until) return false;
    }
    const targets = this.#peers.map((peer) => (peer?.open === true ? peer.outbox.flush(flags) : 0));
    const done = (peer: PumpPeer | undefined, i: number): boolean =>
      peer?.open !== true || peer.inbox.leaving || peer.outbox.saw(targets[i]);
    while (!this.#peers.every(done)) {
      const left = until - performance.now();
      if (left <= 0 || this.#closed) return false;
      await this.#waitForNews(left);
    }
    return !this.#closed;
  }

  #waitForNews(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#news.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #tellNews(): void {
    while (this.#news.length > 0) this.#news.pop()!();
  }

  /** Closes everything at once. When it is complete the thread may end; before, that would abort the process. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#probing);
    this.#turns.stop();
    for (const peer of this.#peers) peer?.close();
    this.#peers.length = 0;
    this.#tellNews();
    await this.#door.close();
  }
}

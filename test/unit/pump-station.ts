import { Doorbell } from "#dist/memory/doorbell.js";
import { Landings } from "#dist/memory/landings.js";
import { doorbellWord, layout, ringOffset } from "#dist/memory/layout.js";
import { threadMemory } from "#dist/memory/memory.js";
import type { Memory } from "#dist/memory/memory.js";
import { RingReader, RingWriter } from "#dist/memory/ring.js";
import { Pump } from "#dist/transport/pump.js";
import type { PumpNetwork } from "#dist/transport/pump-network.js";
import { FLOAT64, UINT8 } from "#dist/wire/element.js";
import { native } from "#dist/memory/native.js";
import * as wire from "#dist/wire/envelope.js";
import { EAGER, ENVELOPE_BYTES, ENVELOPE_WORDS, RANKS, SIZE, TAG, TYPE } from "#dist/wire/envelope.js";

export const TOKEN = "00112233445566778899aabbccddeeff";

/** A message as a rank sees it. */
export interface Arrived {
  readonly source: number;
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** What a pump tells a rank of its arrays: one that was lent, or one that is full. */
export interface Told {
  readonly type: number;
  readonly source: number;
  readonly id: number;
}

/** One process of a job, as far as its pump knows: local ranks are rings that the test writes and reads itself. */
export class Station {
  readonly pump: Pump;
  readonly lost: string[] = [];
  readonly warnings: string[] = [];
  readonly largest: number;
  /** Of the only rank, if there is only one. */
  readonly landings = new Landings(new SharedArrayBuffer(Landings.bytes));
  readonly #memory: Memory;
  readonly #ranks: readonly number[];
  readonly #writers: RingWriter[];
  readonly #readers: RingReader[];
  readonly #envelope = new Int32Array(ENVELOPE_WORDS);

  constructor(process: number, processOf: readonly number[], window?: number, network?: PumpNetwork) {
    const ranks = processOf.flatMap((owner, rank) => (owner === process ? [rank] : []));
    const endpoints = ranks.length + 1;
    const shape = layout(endpoints);
    const memory = threadMemory(new SharedArrayBuffer(shape.bytes));
    const doorbells = Array.from({ length: endpoints }, (_, i) => new Doorbell(memory, doorbellWord(i)));
    const bell = doorbells[ranks.length];
    this.#memory = memory;
    this.#ranks = ranks;
    this.#writers = ranks.map(
      (_, i) => new RingWriter(memory, ringOffset(shape, i, ranks.length), shape.capacity, bell),
    );
    this.#readers = ranks.map(
      (_, i) => new RingReader(memory, ringOffset(shape, ranks.length, i), shape.capacity, bell),
    );
    this.largest = this.#writers[0].largest;
    this.pump = new Pump({
      process,
      ranks,
      processOf,
      token: TOKEN,
      memory,
      layout: shape,
      doorbells,
      onLost: (peer, why) => this.lost.push(`${peer}: ${why}`),
      onWarning: (text) => this.warnings.push(text),
      window,
      network,
      landings: ranks.length === 1 ? this.landings : undefined,
    });
  }

  /** `source` lends an array for a receive of `dest`; false while its ring is full. */
  tryLend(
    source: number,
    dest: number,
    send: number,
    array: Uint8Array,
    receive: number,
    landing: number,
  ): boolean {
    const envelope = this.#envelope;
    envelope[SIZE] = 16 + 1;
    envelope[TYPE] = wire.LOAN | (UINT8 << 8);
    envelope[RANKS] = source | (dest << 16);
    envelope[TAG] = landing;
    envelope[wire.ID] = receive;
    envelope[wire.FIRST] = send;
    const place = Float64Array.of(array.length, native!.addressOf(array));
    return this.#writers[this.#ranks.indexOf(source)].tryWrite(envelope, FLOAT64, place, 0, 2);
  }

  /** What the pump says next to `rank` of its arrays. */
  tryHear(rank: number): Told | undefined {
    const reader = this.#readers[this.#ranks.indexOf(rank)];
    const at = reader.peek();
    if (at === 0) return undefined;
    const words = this.#memory.i32.subarray(at >> 2, (at >> 2) + ENVELOPE_WORDS);
    const told = { type: words[TYPE] & 255, source: words[RANKS] & 0xffff, id: words[wire.ID] };
    reader.consume(at);
    return told;
  }

  /** What `source` sends; false while its ring is full. */
  trySend(source: number, dest: number, tag: number, bytes: Uint8Array): boolean {
    const envelope = this.#envelope;
    envelope[SIZE] = bytes.length + 1;
    envelope[TYPE] = EAGER;
    envelope[RANKS] = source | (dest << 16);
    envelope[TAG] = tag;
    return this.#writers[this.#ranks.indexOf(source)].tryWrite(envelope, UINT8, bytes, 0, bytes.length);
  }

  /** The next message for `rank`, if there is one. */
  tryReceive(rank: number): Arrived | undefined {
    const reader = this.#readers[this.#ranks.indexOf(rank)];
    const at = reader.peek();
    if (at === 0) return undefined;
    const { i32, u8 } = this.#memory;
    const word = at >> 2;
    const start = at + ENVELOPE_BYTES;
    const arrived = {
      source: i32[word + RANKS] & 0xffff,
      tag: i32[word + TAG],
      bytes: u8.slice(start, start + i32[word + SIZE] - 1),
    };
    reader.consume(at);
    return arrived;
  }
}

/** The stations of a job, connected with each other. */
export async function connectedStations(
  processOf: readonly number[],
  { directory, window, network }: { directory?: string; window?: number; network?: PumpNetwork } = {},
): Promise<Station[]> {
  const processes = Math.max(...processOf) + 1;
  const stations = Array.from(
    { length: processes },
    (_, process) => new Station(process, processOf, window, network),
  );
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen(directory)));
  for (const { pump } of stations) pump.connect(endpoints);
  return stations;
}

export async function until(condition: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

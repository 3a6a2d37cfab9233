import { Commons } from "../memory/commons.ts";
import type { Doorbell } from "../memory/doorbell.ts";
import { layoutWith, ringOffset } from "../memory/layout.ts";
import { Memory } from "../memory/memory.ts";
import { RingReader, RingWriter } from "../memory/ring.ts";
import { doorbellsIn } from "./ring-transport.ts";
import type { Route, Sink, Transport } from "./transport.ts";

/** Small, so that rings fill up and messages are announced in programs of a few lines. */
const CAPACITY = 8 << 10;
/** Few, so that some communicators get none. */
const COMMONS = { sets: 3, payload: 256, bay: 512 };

/** Numbers from 0 to n - 1, the same for the same seed. */
export type Random = (n: number) => number;

/** mulberry32: 32 bits of state, good enough to shuffle with. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** The memory of a simulated world. Nobody ever sleeps on it: all ranks are one thread. */
export function simulatedMemory(size: number): Memory {
  const asleep = (): never => {
    throw new Error("a simulated rank can't sleep");
  };
  return new Memory(new ArrayBuffer(layoutWith(size, CAPACITY, COMMONS).bytes), {
    wait: asleep,
    wake: asleep,
    watch: asleep,
  });
}

/** The rings of a world in one thread. Which rings a poll looks at, and how far, is drawn from the seed. */
export class SimulatedTransport implements Transport {
  readonly name = "simulated";
  readonly doorbell: Doorbell;
  readonly commons: Commons;
  readonly #memory: Memory;
  readonly #random: Random;
  readonly #writers: (RingWriter | undefined)[];
  readonly #readers: RingReader[] = [];
  #cut = false;

  constructor(memory: Memory, size: number, rank: number, random: Random) {
    const plan = layoutWith(size, CAPACITY, COMMONS);
    const doorbells = doorbellsIn(memory, plan);
    this.doorbell = doorbells[rank];
    this.commons = new Commons(memory, plan, [...doorbells.keys()], doorbells);
    this.#memory = memory;
    this.#random = random;
    this.#writers = doorbells.map((bell, other) =>
      other === rank ? undefined : new RingWriter(memory, ringOffset(plan, rank, other), CAPACITY, bell),
    );
    doorbells.forEach((bell, other) => {
      if (other !== rank)
        this.#readers.push(new RingReader(memory, ringOffset(plan, other, rank), CAPACITY, bell));
    });
  }

  route(dest: number): Route | undefined {
    const writer = this.#writers[dest];
    if (writer === undefined) return undefined;
    return {
      largest: writer.largest,
      eager: writer.eager,
      direct: false,
      landings: undefined,
      tryWrite: (...frame) => !this.#cut && writer.tryWrite(...frame),
    };
  }

  /** From here on nothing leaves and nothing comes. */
  cut(): void {
    this.#cut = true;
    this.#readers.length = 0;
  }

  /** A few frames of some rings, in an order of the seed's. */
  poll(sink: Sink): boolean {
    let found = false;
    for (let i = this.#random(this.#readers.length + 1); i > 0; i--) {
      const reader = this.#readers[this.#random(this.#readers.length)];
      if (this.#drain(sink, reader, 1 + this.#random(3))) found = true;
    }
    return found;
  }

  /** Everything that is there. */
  pollAll(sink: Sink): boolean {
    let found = false;
    for (const reader of this.#readers) if (this.#drain(sink, reader, Infinity)) found = true;
    return found;
  }

  #drain(sink: Sink, reader: RingReader, limit: number): boolean {
    let frames = 0;
    for (let at = reader.peek(); at !== 0 && frames < limit; at = reader.peek()) {
      sink.deliver(this.#memory, at);
      reader.consume(at);
      frames++;
    }
    return frames > 0;
  }
}

import { Doorbell } from "../memory/doorbell.ts";
import { doorbellWord, ringOffset } from "../memory/layout.ts";
import type { Layout } from "../memory/layout.ts";
import type { Memory } from "../memory/memory.ts";
import { RingReader, RingWriter } from "../memory/ring.ts";
import type { Route, Sink, Transport } from "./transport.ts";

/** So many frames of one ring before the next ring gets its turn. */
const TURN = 32;

/** Ranks that share a region: threads (a SharedArrayBuffer) or the processes of a host (mapped memory). */
export class RingTransport implements Transport {
  readonly name: string;
  readonly doorbell: Doorbell;
  readonly #memory: Memory;
  readonly #writers: (RingWriter | undefined)[];
  readonly #readers: RingReader[] = [];

  constructor(name: string, memory: Memory, layout: Layout, endpoint: number) {
    this.name = name;
    this.#memory = memory;
    const doorbells = Array.from({ length: layout.endpoints }, (_, other) => new Doorbell(memory, doorbellWord(other)));
    this.doorbell = doorbells[endpoint];
    this.#writers = doorbells.map((doorbell, other) =>
      other === endpoint ? undefined : new RingWriter(memory, ringOffset(layout, endpoint, other), layout.capacity, doorbell),
    );
    doorbells.forEach((doorbell, other) => {
      if (other === endpoint) return;
      this.#readers.push(new RingReader(memory, ringOffset(layout, other, endpoint), layout.capacity, doorbell));
    });
  }

  route(dest: number): Route {
    return this.#writers[dest]!;
  }

  poll(sink: Sink): boolean {
    const readers = this.#readers;
    let found = false;
    for (let i = 0; i < readers.length; i++) {
      const reader = readers[i];
      for (let turn = 0; turn < TURN; turn++) {
        const at = reader.peek();
        if (at === 0) break;
        sink.deliver(this.#memory, at);
        reader.consume(at);
        found = true;
      }
    }
    return found;
  }
}

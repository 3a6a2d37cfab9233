import { Commons } from "../memory/commons.ts";
import { Doorbell } from "../memory/doorbell.ts";
import type { Landings } from "../memory/landings.ts";
import { doorbellWord, ringOffset } from "../memory/layout.ts";
import type { Layout } from "../memory/layout.ts";
import type { Memory } from "../memory/memory.ts";
import { RingReader, RingWriter } from "../memory/ring.ts";
import type { Route, Sink, Transport } from "./transport.ts";

/** So many frames of one ring before the next ring gets its turn. */
const TURN = 32;

/** The endpoints that share one region of memory, as one of them sees it. */
export interface Neighbourhood {
  readonly memory: Memory;
  readonly layout: Layout;
  /** This rank's own. */
  readonly endpoint: number;
  /** For each world rank: the endpoint that takes frames for it, undefined where this region leads nowhere near it. */
  readonly endpointOf: readonly (number | undefined)[];
  /** The world ranks of the first endpoints, in order; what follows are no ranks. */
  readonly ranks: readonly number[];
  /** What wakes each endpoint. */
  readonly doorbells: readonly Doorbell[];
  /** Whether an endpoint may read this one's memory, and the other way round. */
  readonly direct: (endpoint: number) => boolean;
  /** Longer messages between ranks are announced, even if they fit a ring's record. */
  readonly eager?: number | undefined;
  /** Present where this rank has a pump that reads and fills its arrays. */
  readonly landings?: Landings | undefined;
}

/** The doorbells that stand in a region itself. */
export function doorbellsIn(memory: Memory, { endpoints }: Layout): Doorbell[] {
  return Array.from({ length: endpoints }, (_, endpoint) => new Doorbell(memory, doorbellWord(endpoint)));
}

/** Ranks that share a region: threads (a SharedArrayBuffer) or the processes of a host (mapped memory). */
export class RingTransport implements Transport {
  readonly name: string;
  readonly doorbell: Doorbell;
  readonly commons: Commons;
  readonly #memory: Memory;
  readonly #endpointOf: readonly (number | undefined)[];
  readonly #writers: (RingWriter | undefined)[];
  readonly #readers: RingReader[] = [];

  constructor(name: string, neighbourhood: Neighbourhood) {
    const { memory, layout, endpoint, endpointOf, ranks, doorbells, direct, eager, landings } = neighbourhood;
    this.name = name;
    this.commons = new Commons(memory, layout, ranks, doorbells);
    this.#memory = memory;
    this.#endpointOf = endpointOf;
    this.doorbell = doorbells[endpoint];
    this.#writers = doorbells.map((doorbell, other) =>
      other === endpoint
        ? undefined
        : new RingWriter(
            memory,
            ringOffset(layout, endpoint, other),
            layout.capacity,
            doorbell,
            direct(other),
            other < ranks.length ? eager : undefined,
            other < ranks.length ? undefined : landings,
          ),
    );
    doorbells.forEach((doorbell, other) => {
      if (other === endpoint) return;
      this.#readers.push(
        new RingReader(memory, ringOffset(layout, other, endpoint), layout.capacity, doorbell),
      );
    });
  }

  route(dest: number): Route | undefined {
    const endpoint = this.#endpointOf[dest];
    return endpoint === undefined ? undefined : this.#writers[endpoint];
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

import { layout } from "#dist/memory/layout.js";
import { processLayout } from "#dist/runtime/process-memory.js";
import type { JobSpecification } from "#dist/job/specification.js";
import { ENVELOPE_BYTES } from "#dist/wire/envelope.js";
import type { Level, Machine } from "./parameters.ts";

/** Bytes on a link besides those of the message. */
export const HEADER = ENVELOPE_BYTES;

/** The largest small message between ranks of a host with so many, as the library lays out their memory. */
export function eagerWithin(ranks: number): number {
  return layout(ranks).capacity / 8 - ENVELOPE_BYTES;
}

/** The largest small message through pumps, a process for each rank. */
export const EAGER_BETWEEN =
  processLayout({
    transport: "zmq",
    processOf: [0, 1],
    hostOf: [0, 1],
    ranks: [0],
  } as Partial<JobSpecification> as JobSpecification).capacity /
    8 -
  ENVELOPE_BYTES;

/** Something that carries one thing after the other. */
class Port {
  #free = 0;

  /** The moment at which something that comes at `time` and takes so long gets its turn. */
  take(time: number, duration: number): number {
    const turn = Math.max(time, this.#free);
    this.#free = turn + duration;
    return turn;
  }
}

/** The machine's ways from rank to rank, and who is on them. */
export class Network {
  readonly #machine: Machine;
  readonly #eagerWithin: number;
  /** Of each rank's process: its pump, outwards and inwards. */
  readonly #pumps: readonly { readonly out: Port; readonly in: Port }[];
  /** Of each host. */
  readonly #links: readonly { readonly out: Port; readonly in: Port }[];

  constructor(machine: Machine, size: number) {
    this.#machine = machine;
    this.#eagerWithin = eagerWithin(Math.min(size, machine.ranksPerHost));
    const ports = () => ({ out: new Port(), in: new Port() });
    this.#pumps = Array.from({ length: size }, ports);
    this.#links = Array.from({ length: this.#hostOf(size - 1) + 1 }, ports);
  }

  near(a: number, b: number): boolean {
    return this.#hostOf(a) === this.#hostOf(b);
  }

  level(near: boolean): Level {
    return near ? this.#machine.within : this.#machine.between;
  }

  /** Whether a message goes out unasked. */
  eager(near: boolean, bytes: number): boolean {
    return bytes <= (near ? this.#eagerWithin : EAGER_BETWEEN);
  }

  /** Out of a rank's pump and over its host's link. Gives when it has left, and when the pump is rid of it. */
  leave(source: number, bytes: number, time: number): { left: number; sent: number } {
    const moving = this.#moving(bytes);
    const begun = this.#pumps[source].out.take(time, Math.max(this.#machine.between.g, moving));
    return {
      left: this.#links[this.#hostOf(source)].out.take(begun, this.#onLink(bytes)),
      sent: begun + moving,
    };
  }

  /** Over the link of the rank's host, to which it has come by `time`, and into the rank's pump. Gives when all of it is there. */
  enter(dest: number, bytes: number, time: number): number {
    const [moving, onLink] = [this.#moving(bytes), this.#onLink(bytes)];
    const entered = this.#links[this.#hostOf(dest)].in.take(time, onLink);
    const taken = this.#pumps[dest].in.take(entered, Math.max(this.#machine.between.g, moving));
    return taken + Math.max(moving, onLink);
  }

  #moving(bytes: number): number {
    const { between } = this.#machine;
    return bytes * (this.eager(false, bytes) ? between.G : between.largeG);
  }

  #onLink(bytes: number): number {
    return (bytes + HEADER) * this.#machine.link;
  }

  #hostOf(rank: number): number {
    return Math.floor(rank / this.#machine.ranksPerHost);
  }
}

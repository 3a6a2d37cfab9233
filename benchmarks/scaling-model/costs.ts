import { EAGER_BETWEEN, eagerWithin, HEADER } from "./network.ts";
import type { Level, Machine } from "./parameters.ts";

/** What messages of one size cost among so many ranks of a machine: the terms that the critical paths are made of. */
export class Costs {
  readonly machine: Machine;
  readonly size: number;
  /** Ranks of a host. */
  readonly perHost: number;
  readonly near: Level;
  readonly far: Level;

  constructor(machine: Machine, size: number) {
    this.machine = machine;
    this.size = size;
    this.perHost = Math.min(machine.ranksPerHost, size);
    this.near = machine.within;
    this.far = machine.between;
  }

  /** Ranks of the host that has the fewest. */
  get fewest(): number {
    return this.size % this.perHost || this.perHost;
  }

  /** Whether ranks are on several hosts. */
  get spread(): boolean {
    return this.size > this.perHost;
  }

  eagerNear(bytes: number): boolean {
    return bytes <= eagerWithin(this.perHost);
  }

  eagerFar(bytes: number): boolean {
    return bytes <= EAGER_BETWEEN;
  }

  /** The processor's time for a small message within a host, at either end. */
  busyNear(bytes: number): number {
    return this.near.o + (bytes * this.near.G) / 2;
  }

  /** The processor's time to read a large one. */
  reading(bytes: number): number {
    return this.near.o + bytes * this.near.largeG;
  }

  moving(bytes: number): number {
    return bytes * (this.eagerFar(bytes) ? this.far.G : this.far.largeG);
  }

  onLink(bytes: number): number {
    return (bytes + HEADER) * this.machine.link;
  }

  /** From leaving a pump to being whole at the other. */
  passage(bytes: number): number {
    return this.far.L + Math.max(this.moving(bytes), this.onLink(bytes));
  }

  /** Between two messages of one rank to other hosts, which has the link for itself. */
  spacing(bytes: number): number {
    return Math.max(this.far.g, this.moving(bytes), this.onLink(bytes));
  }

  combining(bytes: number): number {
    return bytes * this.machine.combine;
  }

  /** Every rank sends to one of its host and receives from one. */
  exchangeNear(bytes: number): number {
    const { o, L } = this.near;
    return this.eagerNear(bytes) ? 2 * this.busyNear(bytes) + L : o + L + this.reading(bytes) + L;
  }

  /** Every rank sends to another host and receives from one, and no two share a link. */
  exchangeFar(bytes: number): number {
    const carried = (size: number): number => this.passage(size) + this.far.o;
    return this.far.o + (this.eagerFar(bytes) ? 0 : 2 * carried(0)) + carried(bytes);
  }

  exchange(bytes: number, leaving: number): number {
    return this.spread && leaving > 0 ? this.exchangeFar(bytes) : this.exchangeNear(bytes);
  }

  /** How many messages leave a host when everybody sends `distance` ranks further on, round a circle. */
  leaving(distance: number): number {
    return this.spread ? Math.min(distance, this.size - distance, this.perHost) : 0;
  }
}

import type { Host } from "./placement.ts";

/**
 * How full hosts are. A host takes as many ranks in a turn as it has slots, and one without slots `step`. Its second turn comes
 * when all have had their first. But as long as there is a host without slots, none gets more ranks than it has slots.
 */
export class Room {
  readonly #hosts: readonly Host[];
  readonly #step: number;
  readonly #ranks: number[];

  constructor(hosts: readonly Host[], step: number) {
    this.#hosts = hosts;
    this.#step = step;
    this.#ranks = hosts.map(() => 0);
  }

  add(host: number): void {
    this.#ranks[host]++;
  }

  /** Those of `among` whose turn it is. */
  open(among: readonly number[]): number[] {
    const unlimited = among.some((host) => this.#hosts[host].slots === undefined);
    const able = unlimited
      ? among.filter((host) => this.#ranks[host] < (this.#hosts[host].slots ?? Infinity))
      : among;
    const turns = able.map((host) => Math.floor(this.#ranks[host] / (this.#hosts[host].slots ?? this.#step)));
    const least = turns.reduce((a, b) => Math.min(a, b));
    return able.filter((_, i) => turns[i] === least);
  }
}

import type { Host } from "./placement.ts";

/** Behind every turn of a host that still has room. */
const FULL = 2 ** 32;

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

  /** Where in `among` the next host stands whose turn it is, going round from `start`. */
  next(among: readonly number[], start: number): number {
    let best = start;
    let least = Infinity;
    for (let i = 0; i < among.length && least > 0; i++) {
      const place = (start + i) % among.length;
      const turn = this.#turn(among[place]);
      if (turn < least) [best, least] = [place, turn];
    }
    return best;
  }

  #turn(host: number): number {
    const { slots } = this.#hosts[host];
    const ranks = this.#ranks[host];
    if (slots === undefined) return Math.floor(ranks / this.#step);
    return ranks < slots ? 0 : FULL + Math.floor(ranks / slots);
  }
}

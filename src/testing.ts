import type { Communicator } from "./comm/communicator.ts";
import { Home } from "./comm/home.ts";
import { RanksError } from "./errors.ts";
import { Engine } from "./progress/engine.ts";
import { SimulatedWaiting } from "./progress/simulated-waiting.ts";
import type { Simulation } from "./progress/simulated-waiting.ts";
import { seededRandom, simulatedMemory, SimulatedTransport } from "./transport/simulated-transport.ts";
import type { Random } from "./transport/simulated-transport.ts";

/**
 * Runs `body` as `size` ranks in this thread. Which rank goes on, and which messages arrive when, is drawn from `seed`: the
 * same seed gives the same order again, so that a failure replays. Gives what the bodies returned, in rank order.
 *
 * Ranks that all wait for each other fail with ERR_RANKS_DEADLOCK, which names what each waits for. The bodies await: `wait()`
 * would stop the one thread (ERR_RANKS_USAGE).
 *
 * @example
 * ```ts
 * import { sum } from "ranks";
 * import { simulate } from "ranks/testing";
 * for (let seed = 0; seed < 100; seed++) {
 *   const totals = await simulate(5, seed, (world) => world.allreduce(world.rank, sum));
 *   console.assert(totals.every((total) => total === 10));
 * }
 * ```
 */
export async function simulate<T>(
  size: number,
  seed: number,
  body: (world: Communicator) => T | PromiseLike<T>,
): Promise<T[]> {
  if (!Number.isInteger(size) || size < 1)
    throw new RanksError("ERR_RANKS_USAGE", `a simulated world of ${size} ranks can't be; give 1 or more`);
  const world = new SimulatedWorld(size, seed);
  return world.run(body);
}

interface Rank {
  readonly engine: Engine;
  readonly transport: SimulatedTransport;
  readonly waiting: SimulatedWaiting;
  running: boolean;
}

class SimulatedWorld implements Simulation {
  readonly #ranks: readonly Rank[];
  readonly #random: Random;
  /** Turns since something moved. */
  #idle = 0;

  constructor(size: number, seed: number) {
    this.#random = seededRandom(seed);
    const memory = simulatedMemory(size);
    this.#ranks = Array.from({ length: size }, (_, rank) => {
      const waiting = new SimulatedWaiting(this);
      const transport = new SimulatedTransport(memory, size, rank, this.#random);
      return {
        engine: new Engine(rank, size, transport, undefined, () => waiting),
        transport,
        waiting,
        running: true,
      };
    });
  }

  async run<T>(body: (world: Communicator) => T | PromiseLike<T>): Promise<T[]> {
    const results = this.#ranks.map(async (rank) => {
      try {
        const { engine } = rank;
        const result = await body(new Home(engine).makeWorld());
        await engine.departures.leave();
        return result;
      } finally {
        rank.running = false;
      }
    });
    const all = Promise.all(results);
    all.catch(() => {
      // The others would wait for the rank that failed.
      for (const rank of this.#ranks) rank.running = false;
    });
    while (this.#ranks.some(({ running }) => running)) await this.#turn();
    return all;
  }

  /** One rank's engine moves, then all programs that can go on do. */
  async #turn(): Promise<void> {
    const moved = this.#ranks[this.#random(this.#ranks.length)].engine.poll();
    await new Promise(setImmediate);
    this.#idle = moved ? 0 : this.#idle + 1;
    if (this.#idle < 8 * this.#ranks.length) return;
    const stuck = this.#ranks.every(({ running, waiting }) => !running || waiting.awaiting.size > 0);
    if (!stuck || this.sweep()) return;
    // Mismatched collectives find out when they stall; what still stands after that is a deadlock.
    for (const { engine } of this.#ranks) engine.stalled();
    if (!this.sweep()) this.#breakDeadlock();
  }

  sweep(): boolean {
    let moved = false;
    for (const { engine, transport } of this.#ranks) {
      if (transport.pollAll(engine.arrivals)) moved = true;
      if (engine.poll()) moved = true;
    }
    return moved;
  }

  #breakDeadlock(): void {
    const lines = this.#ranks.flatMap(({ waiting }, rank) =>
      [...waiting.awaiting].map((operation) => `rank ${rank} awaits ${String(operation)}`),
    );
    const error = new RanksError("ERR_RANKS_DEADLOCK", `no rank can go on:\n  ${lines.join("\n  ")}`);
    for (const { waiting } of this.#ranks)
      for (const operation of [...waiting.awaiting]) operation.fail(error);
  }
}

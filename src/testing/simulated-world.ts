import type { Communicator } from "../comm/communicator.ts";
import { RanksError } from "../errors.ts";
import { Roll } from "../job/roll.ts";
import type { Operation } from "../progress/operation.ts";
import type { Simulation } from "../progress/simulated-waiting.ts";
import { seededRandom, simulatedMemory } from "../transport/simulated-transport.ts";
import type { Random } from "../transport/simulated-transport.ts";
import { SimulatedRank } from "./simulated-rank.ts";

/** A rank dies before the 2^LATEST-th turn. */
const LATEST = 11;

/** All ranks of a simulated job, in one thread. */
export class SimulatedWorld implements Simulation {
  readonly #ranks: readonly SimulatedRank[];
  readonly #random: Random;
  readonly #tolerant: boolean;
  /** Ranks that are still to die, by the turn in which they do. */
  readonly #deaths = new Map<number, SimulatedRank>();
  /** Of the programs that failed, in order. */
  readonly #errors: Error[] = [];
  /** Programs that ended well. */
  #survivors = 0;
  #turns = 0;
  /** Turns since something moved. */
  #idle = 0;

  constructor(size: number, seed: number, tolerant: boolean, deaths: number) {
    const random = seededRandom(seed);
    const roll = new Roll(size, (notice) => {
      for (const rank of this.#ranks) rank.tell(notice);
    });
    const job = { size, memory: simulatedMemory(size), random, roll, tolerant };
    this.#random = random;
    this.#tolerant = tolerant;
    this.#ranks = Array.from({ length: size }, (_, rank) => new SimulatedRank(job, rank, this));
    const mortal = [...this.#ranks];
    for (let i = 0; i < deaths; i++) {
      const [victim] = mortal.splice(random(mortal.length), 1);
      // Programs are short and long: early turns as often as all later ones together.
      this.#deaths.set(random(1 << random(LATEST)), victim);
    }
  }

  async run<T>(body: (world: Communicator) => T | PromiseLike<T>): Promise<(T | undefined)[]> {
    const all = Promise.all(this.#ranks.map((rank) => this.#live(rank, body)));
    all.catch(() => {
      // The others would wait for the rank that failed.
      for (const rank of this.#ranks) rank.running = false;
    });
    while (this.#ranks.some(({ running }) => running)) await this.#turn();
    const answers = await all;
    if (this.#survivors === 0 && this.#errors.length > 0) throw this.#errors[0];
    return answers;
  }

  async #live<T>(
    rank: SimulatedRank,
    body: (world: Communicator) => T | PromiseLike<T>,
  ): Promise<T | undefined> {
    try {
      const answer = await Promise.race([rank.run(body), rank.killed]);
      if (rank.running) this.#survivors++;
      return answer;
    } catch (error) {
      if (!this.#tolerant) throw error;
      this.#errors.push(error as Error);
      rank.lose("failed");
      return undefined;
    } finally {
      rank.running = false;
    }
  }

  /** One rank's engine moves, or it hears something; then all programs that can go on do. */
  async #turn(): Promise<void> {
    const victim = this.#deaths.get(this.#turns++);
    if (victim?.running === true) victim.kill();
    const rank = this.#ranks[this.#random(this.#ranks.length)];
    const heard = this.#random(2) === 0 && rank.hear();
    const moved = rank.engine.poll() || heard;
    await new Promise(setImmediate);
    this.#idle = moved ? 0 : this.#idle + 1;
    if (this.#idle < 8 * this.#ranks.length) return;
    const stuck = this.#ranks.every(({ running, waiting }) => !running || waiting.awaiting.size > 0);
    if (!stuck || this.sweep()) return;
    // Mismatched collectives find out when they stall; what still stands after that is a deadlock.
    const awaited = this.#awaited();
    for (const { engine } of this.#ranks) engine.stalled();
    while (this.sweep());
    const still = new Set(this.#awaited());
    if (awaited.every((operation) => still.has(operation))) this.#breakDeadlock();
  }

  #awaited(): Operation<unknown>[] {
    return this.#ranks.flatMap(({ waiting }) => [...waiting.awaiting]);
  }

  sweep(): boolean {
    let moved = false;
    for (const rank of this.#ranks) if (rank.sweep()) moved = true;
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

import { randomFrom } from "../harness/random.ts";
import type { Station } from "./pump-station.ts";
import { until } from "./pump-station.ts";

const LONGEST = 30_000;

/** Messages of random sizes both ways between rank 0 and rank 1, each checked to be the next one, from the start until `stop`. */
export class Traffic {
  readonly #stations: readonly Station[];
  readonly #sent = [0, 0];
  readonly #received = [0, 0];
  readonly #ended: Promise<void>;
  #stopping = false;

  /** `stations` are the processes of rank 0 and rank 1. */
  constructor(stations: readonly Station[]) {
    this.#stations = stations;
    this.#ended = this.#run();
  }

  /** Complete when `more` messages have gone each way since this was called. */
  async flows(more = 200): Promise<void> {
    const goals = this.#received.map((count) => count + more);
    await until(() => this.#received.every((count, rank) => count >= goals[rank]), "messages to flow");
  }

  /** Complete when all that was sent has come; fails when something else came. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#ended;
  }

  async #run(): Promise<void> {
    const random = randomFrom(7);
    const sizes = Array.from({ length: 64 }, () => (random(4) === 0 ? random(LONGEST) : random(100)));
    while (!this.#stopping) {
      for (const rank of [0, 1]) this.#send(rank, sizes);
      for (const rank of [0, 1]) this.#receive(rank, sizes);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until(() => {
      for (const rank of [0, 1]) this.#receive(rank, sizes);
      return this.#received.every((count, rank) => count === this.#sent[1 - rank]);
    }, "the last message");
  }

  #send(rank: number, sizes: readonly number[]): void {
    for (let i = 0; i < 8; i++) {
      const number = this.#sent[rank];
      const bytes = new Uint8Array(sizes[number % sizes.length]).fill(number);
      if (!this.#stations[rank].trySend(rank, 1 - rank, number, bytes)) return;
      this.#sent[rank]++;
    }
  }

  #receive(rank: number, sizes: readonly number[]): void {
    for (let arrived; (arrived = this.#stations[rank].tryReceive(rank)) !== undefined;) {
      const number = this.#received[rank]++;
      const wanted = new Uint8Array(sizes[number % sizes.length]).fill(number);
      if (arrived.tag !== number || Buffer.compare(arrived.bytes, wanted) !== 0)
        throw new Error(`message ${number} to rank ${rank} is not what was sent`);
    }
  }
}

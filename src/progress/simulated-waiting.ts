import { RanksError } from "../errors.ts";
import { PENDING } from "./operation.ts";
import type { Operation } from "./operation.ts";
import type { Waiting } from "./waiting.ts";

/** Who lets all ranks of a simulated world go on. */
export interface Simulation {
  /** One round of progress of every rank's engine, without their programs; false when nothing moved. */
  sweep(): boolean;
}

/** Waiting in a world where all ranks share a thread: the simulation polls, this only keeps the books. */
export class SimulatedWaiting implements Waiting {
  /** What the rank awaits. */
  readonly awaiting = new Set<Operation<unknown>>();
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** The programs of other ranks can't run while this one blocks; what they have sent already can still arrive. */
  block(operation: Operation<unknown>): void {
    while (operation.state === PENDING) {
      if (this.#simulation.sweep()) continue;
      throw new RanksError(
        "ERR_RANKS_USAGE",
        `wait() on ${String(operation)} can't end in a simulated world, whose ranks share one thread; await it`,
      );
    }
  }

  linger(): void {
    // The order of the seed decides when something arrives.
  }

  awaited(operation: Operation<unknown>): void {
    this.awaiting.add(operation);
  }

  settled(operation: Operation<unknown>): void {
    this.awaiting.delete(operation);
  }
}

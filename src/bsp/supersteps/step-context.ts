import type { Communicator } from "../../comm/communicator.ts";
import type { Message } from "../messages.ts";
import type { World } from "../world.ts";
import type { Aggregation } from "./aggregation.ts";
import type { Aggregated, Aggregators, Contribution } from "./aggregators.ts";
import type { Context } from "./context.ts";

/** One superstep, as the program sees it. */
export class StepContext<A extends Aggregators> implements Context<A> {
  readonly comm: Communicator;
  readonly rank: number;
  readonly size: number;
  readonly superstep: number;
  readonly aggregated: Aggregated<A>;
  halted = false;
  hasSent = false;
  readonly #world: World;
  readonly #aggregation: Aggregation<A>;
  readonly #messages: readonly Message<unknown>[];

  constructor(
    world: World,
    aggregation: Aggregation<A>,
    now: {
      readonly superstep: number;
      readonly aggregated: Aggregated<A>;
      readonly messages: readonly Message<unknown>[];
    },
  ) {
    this.comm = world.comm;
    this.rank = world.rank;
    this.size = world.size;
    this.superstep = now.superstep;
    this.aggregated = now.aggregated;
    this.#world = world;
    this.#aggregation = aggregation;
    this.#messages = now.messages;
  }

  messages<T = unknown>(): readonly Message<T>[] {
    return this.#messages as readonly Message<T>[];
  }

  send(value: unknown, to: { readonly dest: number; readonly tag?: number }): void {
    this.#world.send(value, to);
    this.hasSent = true;
  }

  aggregate<K extends keyof A & string>(name: K, value: Contribution<A[K]>): void {
    this.#aggregation.add(name, value);
  }

  halt(): void {
    this.halted = true;
  }
}

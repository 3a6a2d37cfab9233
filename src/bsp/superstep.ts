import type { Outbox } from "./outbox.ts";
import type { ArrayGet, ValueGet } from "./gets.ts";
import type { Registration } from "./registration.ts";

/** What registered things see of their world: the superstep that this rank is in, and where to put what they ask for. */
export interface Superstep {
  readonly rank: number;
  readonly size: number;
  /** As errors name it: "superstep 7". */
  readonly name: string;
  /** One for each rank. */
  readonly outboxes: readonly Outbox[];
  /** By source, in the order in which they are asked for. */
  readonly gets: readonly (ArrayGet | ValueGet)[][];
  release(entry: Registration): void;
  /** Throws while a sync is on, or after one has failed. */
  requireOpen(): void;
  requireRank(role: string, rank: number): void;
  /** Words that this rank will send to another. */
  count(dest: number, words: number): void;
}

import type { Doorbell } from "../memory/doorbell.ts";
import type { Commons } from "../memory/commons.ts";
import type { Landings } from "../memory/landings.ts";
import type { Memory } from "../memory/memory.ts";
import type { Kind, TypedArray } from "../wire/element.ts";

/** The way to one rank. Frames arrive whole, once, and in the order in which they were accepted. */
export interface Route {
  /** Payload bytes that fit one frame. */
  readonly largest: number;
  /** Up to so many bytes a message goes at once; a longer one waits at its sender until somebody receives it. */
  readonly eager: number;
  /** Whether both ends may read each other's memory: large messages then need one copy. */
  readonly direct: boolean;
  /** Set where a pump is on the way that reads this rank's arrays, and fills those that have a landing. */
  readonly landings: Landings | undefined;
  /**
   * Takes a copy of the envelope and of `count` elements of `array` (storage kind `kind`) from `first`, or returns false when there
   * is no room now; a sleeper is woken when there is room again.
   */
  tryWrite(envelope: Int32Array, kind: Kind, array: TypedArray, first: number, count: number): boolean;
}

/** Who takes frames. The memory is valid only during the call. */
export interface Sink {
  deliver(memory: Memory, at: number): void;
}

/** Carries frames between this rank and all others. Everything above sees only this. */
export interface Transport {
  readonly name: string;
  /** The way to a world rank; undefined where this transport doesn't lead there. */
  route(dest: number): Route | undefined;
  /** Delivers what has arrived; true when something had. */
  poll(sink: Sink): boolean;
  /** Rung when there is something to poll. */
  readonly doorbell: Doorbell;
  /** Where collectives of ranks that share memory meet; absent where this rank shares none. */
  readonly commons?: Commons | undefined;
}

import type { Request } from "../progress/request.ts";
import type { Kind, TypedArray } from "../wire/element.ts";

export type { Schedule } from "../progress/schedule.ts";

/**
 * What an algorithm sees: the other ranks of the communicator and two verbs. All messages of one collective carry its own
 * number, so operations in flight never mix; between two ranks they arrive in the order in which they were sent.
 */
export interface Peers {
  readonly rank: number;
  readonly size: number;
  /** Starts sending any value; an array must stay as it is until the request is complete. */
  isend(value: unknown, dest: number): Request<void>;
  /** Starts receiving; with `into` (an array of the message's kind, long enough) the elements go there and it is the answer. */
  irecv<T>(source: number, into?: T): Request<T>;
  /** Where the ranks share memory, and a cell of it is there for this collective. The same on all ranks. */
  readonly cells?: SharedCells | undefined;
}

/**
 * Memory that every rank of a collective reads. Each rank contributes once at most; what it has put there stays until all ranks are
 * through with the collective. A request that is undefined would be complete.
 */
export interface SharedCells {
  /** Bytes that can be contributed. */
  readonly largest: number;
  /** To be complete before `put`. */
  vacancy(): Request<void> | undefined;
  /** Contributes any value. False where it is too large: that is what the others are told. */
  put(value: unknown): boolean;
  /** Complete when a rank has contributed. */
  from(rank: number): Request<void> | undefined;
  /** Complete when all have. */
  fromAll(): Request<void> | undefined;
  /** A number that a rank has contributed. */
  double(rank: number): number;
  /** The elements of an array of a kind up to BIGUINT64, at the front of a longer one. Not to be changed. */
  array(rank: number, kind: Kind): TypedArray;
  /** A copy of what a rank has contributed, as `irecv` would give it; undefined where it is too large. */
  take<T>(rank: number, into?: T): { readonly value: T } | undefined;
}

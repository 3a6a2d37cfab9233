import type { Request } from "../progress/request.ts";

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
}

import type { Request } from "../progress/request.ts";
import type { Status } from "../progress/status.ts";

/** Receives from whoever sends first. MPI_ANY_SOURCE. */
export const ANY_SOURCE = -1;
/** Receives whatever the tag. MPI_ANY_TAG. */
export const ANY_TAG = -1;
/** Nobody: a send to it and a receive from it complete at once and do nothing. MPI_PROC_NULL (MPI 4.1, 3.10). */
export const PROC_NULL = -2;

/** Where a message goes. */
export interface To {
  /** The receiver's rank in this communicator, or `PROC_NULL`. */
  readonly dest: number;
  /** 0 to 2^31 - 1; 0 unless said. */
  readonly tag?: number;
}

/** Which messages a receive or a probe takes: everything unless said. */
export interface From {
  /** The sender's rank in this communicator, `ANY_SOURCE` or `PROC_NULL`. */
  readonly source?: number;
  /** 0 to 2^31 - 1, or `ANY_TAG`. */
  readonly tag?: number;
  /** Aborting cancels the operation while it has not matched: it then rejects with ERR_RANKS_CANCELLED. */
  readonly signal?: AbortSignal;
}

/** A receive: `into` is where an array's elements go. */
export interface Receive<T> extends From {
  /**
   * Filled from its start; may be longer than the message, must not be shorter (ERR_RANKS_TRUNCATED) and must be of the
   * message's kind (ERR_RANKS_MISMATCH). It belongs to the receive until that completes.
   */
  readonly into?: T;
}

/** A send and a receive that cannot block each other. */
export interface Exchange<T> {
  readonly dest: number;
  readonly source: number;
  /** The tag of both; 0 unless said. */
  readonly tag?: number;
  readonly into?: T;
}

/**
 * Messages between two ranks of a communicator. Two messages from one rank to another are received in the order in which
 * they were sent, where both match (MPI 4.1, section 3.5).
 *
 * Typed arrays, DataViews, ArrayBuffers and Buffers travel as raw bytes and keep their type; any other value travels by
 * msgpackr. Functions, symbols, promises and values that refer to themselves cannot be sent (ERR_RANKS_VALUE). Inside objects
 * and arrays -0 becomes 0, class instances become plain objects, functions and holes become undefined, and a Buffer becomes a
 * Uint8Array.
 */
export interface PointToPoint {
  /**
   * Sends `value` to `dest`. Complete when `value` may be reused: small messages complete at once, large ones when the
   * receiver has taken them (MPI_Isend; MPI 4.1, section 3.7.2). Until then an array belongs to the request.
   *
   * Fails with ERR_RANKS_RANK, ERR_RANKS_TAG, ERR_RANKS_VALUE, ERR_RANKS_PEER_LOST.
   *
   * @example
   * ```ts
   * import { spmd } from "ranks";
   * await spmd(async (world) => {
   *   if (world.rank === 0) await world.send(Float64Array.of(1, 2, 3), { dest: 1, tag: 7 });
   *   if (world.rank === 1) console.log(await world.recv<Float64Array>({ source: 0, tag: 7 }));
   * });
   * ```
   */
  send(value: unknown, to: To): Request<void>;

  /** As `send`, but complete only when the receiver has started to receive it (MPI_Issend). */
  ssend(value: unknown, to: To): Request<void>;

  /**
   * Receives one message: into `into`, or as a fresh value of the sender's kind. Complete when the message is there
   * (MPI_Irecv); `status` then tells source, tag and count. From `PROC_NULL` it gives undefined, or `into` untouched.
   *
   * Fails with ERR_RANKS_TRUNCATED or ERR_RANKS_MISMATCH (the message is consumed), ERR_RANKS_PEER_LOST, ERR_RANKS_CANCELLED.
   */
  recv<T = unknown>(from?: Receive<T>): Request<T>;

  /** Sends to `dest` and receives from `source` at the same time (MPI_Sendrecv; MPI 4.1, section 3.10). */
  sendrecv<T = unknown>(value: unknown, exchange: Exchange<T>): Request<T>;

  /**
   * Waits until a matching message could be received and describes it; the message stays where it is, and the next
   * matching `recv` of this rank takes it (MPI_Probe; MPI 4.1, section 3.8.1).
   */
  probe(from?: From): Request<Status>;
}

// What the processes of a job and whoever watches over them say to each other: a JSON object a line. The one who watches is
// the launcher, or, in a job that another launcher started, the hub in the process of rank 0.

/** Where a process listens. */
export interface Endpoint {
  readonly address: string;
  /** Its public CURVE key in Z85, where connections are encrypted. */
  readonly key?: string;
}

/** From a process of ranks. */
export type Report =
  /** This process listens there, or (null) has no socket. */
  | { readonly type: "join"; readonly process: number; readonly endpoint: Endpoint | null }
  /** `finalize()` was called: the rank votes no more. */
  | { readonly type: "leaving"; readonly rank: number }
  /** `finalize()` completed: leaving is fine from now on. */
  | { readonly type: "finalized"; readonly rank: number }
  /** The rank gives up for the whole job; `message` is for the report. */
  | { readonly type: "failed"; readonly rank: number; readonly code: number; readonly message: string }
  /** A thread rank ended (a process rank's end is seen by the operating system). */
  | { readonly type: "ended"; readonly rank: number; readonly code: number }
  /** The rank wants to go on when others are lost. */
  | { readonly type: "tolerant"; readonly rank: number }
  /** Nothing is heard of another process any more; only the one who watches can say whether it is lost. */
  | { readonly type: "unreachable"; readonly process: number; readonly why: string }
  | Vote
  /** The answer to "ask". */
  | ({ readonly type: "state"; readonly process: number } & ProcessState);

/** A rank's part in an agreement among some ranks of the world. */
export interface Vote {
  readonly type: "vote";
  readonly rank: number;
  /** Which agreement: the communicator's context and a running number in it. */
  readonly context: number;
  readonly number: number;
  /** World ranks that take part, in the order of their communicator. */
  readonly ranks: readonly number[];
  /** 32 bits. */
  readonly flag: number;
  /** A number that the rank proposes, where the agreement is about one. */
  readonly proposal: number | null;
}

/** How an agreement ended: the same for all that took part. */
export interface Decision {
  readonly context: number;
  readonly number: number;
  /** The votes' conjunction, bit by bit. */
  readonly flag: number;
  /** It takes the losses into account that are numbered up to this. */
  readonly losses: number;
  /** That of the first rank, in their order, whose vote was counted. */
  readonly proposal: number | null;
  /** A rank that has finalized without a vote: nothing is agreed on. */
  readonly absent: number | null;
}

/** What a process is doing. */
export interface ProcessState {
  readonly pid: number;
  /** How long it has been there. */
  readonly upMs: number;
  /** Processor time so far, of all its threads. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** For each of its ranks: what it waits for, or null where it does not wait. */
  readonly ranks: readonly { readonly rank: number; readonly waitsFor: string | null }[];
}

/** To each process of ranks, after the specification. */
export type Notice =
  /** Every process has joined; where they listen, by process index. */
  | { readonly type: "start"; readonly endpoints: readonly (Endpoint | null)[] }
  /**
   * A rank is gone for ever: operations that need it reject with ERR_RANKS_PEER_LOST. Losses are numbered from 1, and everybody
   * hears of them in this order.
   */
  | { readonly type: "lost"; readonly rank: number; readonly reason: string; readonly ordinal: number }
  /** All that take part and are not lost have voted. */
  | ({ readonly type: "decided" } & Decision)
  /** Say what you are doing: "state". */
  | { readonly type: "ask" }
  /** The hub ends in good order: that its connections close is no failure. */
  | { readonly type: "closing" };

/**
 * What carries the messages between two ranks: memory of one process, memory of one host, ZeroMQ over tcp, or ZeroMQ over
 * sockets in a private directory. `auto` takes the nearest for each pair.
 */
export const TRANSPORTS = ["auto", "threads", "shm", "zmq", "ipc"] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** The control channel of a rank process: a socket inherited from the launcher, on the descriptor this variable names. */
export const CONTROL_FD = "RANKS_CONTROL_FD";

/** For people and scripts: the rank and size of this process. The runtime itself reads the specification. */
export const RANK = "RANKS_RANK";
export const SIZE = "RANKS_SIZE";

/**
 * The first line that the launcher writes on the control channel (JSON). All ranks of a job get the same, but for `ranks`,
 * `process` and `threads`. Descriptors are numbers in the receiving process.
 */
export interface JobSpecification {
  readonly job: string;
  /** 32 hexadecimal digits that only this job's processes know; every frame between processes carries them. */
  readonly token: string;
  readonly size: number;
  readonly transport: TransportName;
  /** For each world rank: which process it lives in. */
  readonly processOf: readonly number[];
  /** For each world rank: which host it lives on. The plan says so, never the host's name. */
  readonly hostOf: readonly number[];
  /** This process, an index into the values of `processOf`. */
  readonly process: number;
  /** The world ranks of this process: one, or all of its threads. */
  readonly ranks: readonly number[];
  /** The memory that the processes of this host share, when the native binding could make it. */
  readonly memory?: { readonly fd: number; readonly bytes: number };
  /** Processors that this host's ranks may use; fewer than its ranks means that nobody spins for long. */
  readonly cores: number;
  /** Where sockets of the ipc kind may be made, a directory of mode 0700 that the launcher removes. */
  readonly directory?: string;
  /** Only for a process of thread ranks. */
  readonly threads?: {
    readonly program: string;
    readonly argv: readonly string[];
    /** For each entry of `ranks`: the descriptors that its output goes to. */
    readonly output: readonly { readonly stdout: number; readonly stderr: number }[];
    /** The world rank that reads descriptor 0, if one does. */
    readonly stdin: number | null;
  };
}

/** From a process of ranks to its launcher, a JSON object a line. */
export type Report =
  /** This process listens at `address` (or has no socket). */
  | { readonly type: "join"; readonly process: number; readonly address: string | null }
  /** `finalize()` completed: leaving is fine from now on. */
  | { readonly type: "finalized"; readonly rank: number }
  /** The rank gives up for the whole job; `message` is for the report. */
  | { readonly type: "failed"; readonly rank: number; readonly code: number; readonly message: string }
  /** A thread rank ended (a process rank's end is seen by the operating system). */
  | { readonly type: "ended"; readonly rank: number; readonly code: number };

/** From the launcher to each process of ranks, a JSON object a line, after the specification. */
export type Notice =
  /** Every process has joined; the addresses by process index. */
  | { readonly type: "start"; readonly addresses: readonly (string | null)[] }
  /** A rank is gone for ever: operations that need it reject with ERR_RANKS_PEER_LOST. */
  | { readonly type: "lost"; readonly rank: number; readonly reason: string };

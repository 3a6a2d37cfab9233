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
 * What every process of a job knows from its start; on the control channel the first line, as JSON. All ranks of a job get the
 * same, but for `ranks`, `process` and `threads`, and for what each host makes itself. Descriptors are numbers in the receiving
 * process.
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
  /** Present when the job has several hosts; without it sockets listen on loopback. */
  readonly network?: Network;
  /** What the ranks write to standard error goes where their standard output goes. */
  readonly mergeStderr?: boolean;
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

/** How the processes of a job reach each other across hosts. */
export interface Network {
  /** The address of this host that its sockets listen on, without brackets. */
  readonly address: string;
  /** CURVE on every connection, and only the job's own keys get in. */
  readonly encrypt: boolean;
  /** A process that has been silent for so long is lost. */
  readonly silenceMs: number;
}

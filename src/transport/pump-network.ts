/** How the pumps of a job reach each other across hosts. */
export interface PumpNetwork {
  /** The address of this host that the pump listens on, without brackets. */
  readonly address: string;
  /** CURVE on every connection, and only the job's own keys get in. */
  readonly encrypt: boolean;
  /** Nothing heard of a process for so long: it can't be reached. */
  readonly silenceMs: number;
}

/** Where a pump listens. */
export interface PumpEndpoint {
  readonly address: string;
  /** Its public CURVE key in Z85, where connections are encrypted. */
  readonly key?: string;
}

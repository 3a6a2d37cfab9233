/** A host of a job, as its user names it. */
export interface Host {
  /** A name or an address, without brackets; "localhost" is where the launcher runs. */
  readonly name: string;
  readonly user?: string;
  /** How many ranks it is meant for, where somebody said so. */
  readonly slots?: number;
}

/** Which process of a job runs where, and with which ranks. */
export interface PlacedProcess {
  /** Index into the hosts. */
  readonly host: number;
  /** Index into the programs. */
  readonly program: number;
  /** World ranks, ascending; several are threads of this process. */
  readonly ranks: readonly number[];
  /** The processors that it may use; all of the host's where absent. */
  readonly cores?: readonly number[];
}

/** The outcome of planning: every rank of 0 to size - 1 is in one process. */
export interface Placement {
  /** The hosts that have a process. */
  readonly hosts: readonly Host[];
  readonly processes: readonly PlacedProcess[];
}

/** A host of a job. */
export interface Host {
  /** A name or an address, without brackets; "localhost" is where the launcher runs. */
  readonly name: string;
  /** Who logs in there; whom ssh takes, where absent. */
  readonly user?: string;
  /** How many ranks it is meant for, where somebody said so. More can run there. */
  readonly slots?: number;
}

/** One process of a job: where it runs, and which ranks it is. */
export interface PlacedProcess {
  /** Index into the hosts. */
  readonly host: number;
  /** Index into the programs. */
  readonly program: number;
  /** World ranks, ascending; several are threads of this process. */
  readonly ranks: readonly number[];
  /** The processors that it may use: places in the list of those that the host lets us use, from 0. All of them where absent. */
  readonly cores?: readonly number[];
}

/** Where each rank of a job runs: every rank from 0 to the job's size - 1 is in exactly one process. */
export interface Placement {
  /** The hosts that have a process, each once. */
  readonly hosts: readonly Host[];
  readonly processes: readonly PlacedProcess[];
}

/** What arrived. MPI 4.1, section 3.2.5. */
export interface Status {
  /** The sender's rank in the communicator of the receive; PROC_NULL for a receive from nobody. */
  readonly source: number;
  readonly tag: number;
  /** Elements of the array that came; 1 for a plain value. */
  readonly count: number;
  readonly bytes: number;
}

/** A value of each rank that all ranks can write and read at a sync. Throws as a coarray does, and ERR_RANKS_VALUE. */
export interface Variable<T> {
  /** This rank's own; a program may set it. */
  value: T;
  readonly name: string;

  /** Sets the variable of rank `dest` at the next sync, after all gets. The value is copied here and now. */
  put(value: T, to: { readonly dest: number }): void;
  /** Reads the variable of rank `source` as it is when all have called the next sync. */
  get(from: { readonly source: number }): Reading<T>;

  /** Undoes `register` from the next sync on; collective as that. */
  release(): void;
}

/** What a get of a variable will have read. */
export interface Reading<T> {
  /** ERR_RANKS_USAGE before the sync. */
  readonly value: T;
}

import type { Request } from "../progress/request.ts";
import type { Collective } from "./collective.ts";
import type { PointToPoint } from "./point-to-point.ts";
import type { Resilience } from "./resilience.ts";

/** A group of ranks and a context of its own: messages of two communicators never mix. MPI 4.1, chapter 7. */
export interface Communicator extends PointToPoint, Collective, Resilience {
  /** This process's or thread's number in the group: 0 to `size - 1`. */
  readonly rank: number;
  readonly size: number;
  readonly name: string;
  /** A communicator of this rank alone (MPI_COMM_SELF). */
  readonly self: Communicator;

  /**
   * One new communicator for each colour, its ranks ordered by `key` (their old rank unless said), then by old rank; undefined for
   * a rank whose colour is undefined. Collective (MPI 4.1, 7.4.2). Colours and keys are any safe integers.
   */
  split(
    color: number | undefined,
    key?: number,
    options?: { readonly name?: string },
  ): Request<Communicator | undefined>;

  /** The same ranks in a new context. Collective (7.4.2). */
  dup(options?: { readonly name?: string }): Request<Communicator>;

  /**
   * Collective: waits for this communicator's pending operations; afterwards it gives ERR_RANKS_USAGE. Its children live on. Where
   * a rank is lost it fails: revoke the communicator first, and each rank frees it for itself.
   */
  free(): Request<void>;
}

import type { Status } from "./status.ts";

/**
 * An operation that has started. Finish it one of three ways: `await` it, block with `wait()`, or look with `test()`.
 * A request that fails and that nobody awaits, tests or waits for is an unhandled rejection, and ends the job.
 */
export interface Request<T> extends PromiseLike<T> {
  /**
   * Blocks this thread until the operation is complete and returns its answer. Nothing else of this rank runs meanwhile: a task
   * that must act before the wait can end is a deadlock. After `timeoutMs` milliseconds it throws ERR_RANKS_TIMEOUT and leaves
   * the request pending.
   */
  wait(timeoutMs?: number): T;

  /** Makes progress once; true when the operation is complete. Throws what awaiting would throw. */
  test(): boolean;

  /** What arrived, once complete; before that, ERR_RANKS_USAGE. */
  readonly status: Status;

  /**
   * Gives the operation up: true when it had not matched (a receive or probe) or had not been announced or delivered (a send).
   * Awaiting it then gives ERR_RANKS_CANCELLED.
   */
  cancel(): boolean;
}

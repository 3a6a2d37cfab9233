import type { Dependent, Operation } from "../progress/operation.ts";

/** Cancels an operation when `signal` is aborted, and lets go of the signal when the operation ends. */
export function cancelOnAbort(operation: Operation<unknown>, signal: AbortSignal): void {
  const abort = (): void => void operation.cancelBecause(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const release: Dependent = { dependencySettled: () => signal.removeEventListener("abort", abort) };
  if (operation.settled) release.dependencySettled(operation);
  else operation.dependent = release;
}

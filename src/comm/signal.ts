import type { Dependent, Operation } from "../progress/operation.ts";

/** The operations that a signal cancels. One listener serves all: Node warns of more than ten on one signal. */
class Cancellations implements Dependent {
  readonly #signal: AbortSignal;
  readonly #operations = new Set<Operation<unknown>>();
  readonly #abort = (): void => {
    for (const operation of [...this.#operations]) operation.cancelBecause(this.#signal.reason);
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(operation: Operation<unknown>): void {
    if (this.#operations.size === 0) this.#signal.addEventListener("abort", this.#abort, { once: true });
    this.#operations.add(operation);
    operation.dependent = this;
  }

  dependencySettled(operation: Operation<unknown>): void {
    this.#operations.delete(operation);
    if (this.#operations.size === 0) this.#signal.removeEventListener("abort", this.#abort);
  }
}

const cancellations = new WeakMap<AbortSignal, Cancellations>();

/** Cancels an operation when `signal` is aborted, and lets go of the signal when the operation ends. */
export function cancelOnAbort(operation: Operation<unknown>, signal: AbortSignal): void {
  if (operation.settled) return;
  let all = cancellations.get(signal);
  if (all === undefined) {
    all = new Cancellations(signal);
    cancellations.set(signal, all);
  }
  all.add(operation);
}

import { RanksError } from "../errors.ts";
import type { Status } from "./status.ts";
import type { Request } from "./request.ts";

export const PENDING = 0;
export const DONE = 1;
export const FAILED = 2;

/** Who makes an operation complete: the engine of the rank. */
export interface Progress {
  /** One round of progress. */
  poll(): boolean;
  /** Blocks until the operation is settled or the time is up. */
  block(operation: Operation<unknown>, timeoutMs: number): void;
  /** Looks for a short while, before an `await` goes through the event loop. */
  linger(operation: Operation<unknown>): void;
  /** Somebody awaits the operation: progress must go on, and the event loop stay alive, until it is settled. */
  awaited(operation: Operation<unknown>): void;
  settled(operation: Operation<unknown>): void;
}

/** Told when one of the operations that it waits for is settled. */
export interface Dependent {
  dependencySettled(operation: Operation<unknown>): void;
}

/** A promise that is settled from outside. */
class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/**
 * The state that all requests share; kinds of operations add what they need. Two are made for each message, so this class and
 * its heirs have plain fields, no `#private` ones: their constructors stay short enough for the compiler to inline.
 */
export class Operation<T> implements Request<T> {
  readonly progress: Progress;
  state = PENDING;
  result: T | undefined = undefined;
  error: Error | undefined = undefined;
  /** Whether somebody will hear of a failure. */
  observed = false;
  dependent: Dependent | undefined = undefined;
  private deferred: Deferred<T> | undefined = undefined;
  private rejection: Promise<never> | undefined = undefined;

  constructor(progress: Progress) {
    this.progress = progress;
  }

  complete(result: T): void {
    if (this.state !== PENDING) return;
    this.result = result;
    this.state = DONE;
    this.settle();
  }

  fail(error: Error): void {
    if (this.state !== PENDING) return;
    this.error = error;
    this.state = FAILED;
    this.settle();
  }

  private settle(): void {
    const { deferred } = this;
    if (deferred !== undefined) {
      this.progress.settled(this as Operation<unknown>);
      if (this.state === DONE) deferred.resolve(this.result as T);
      else deferred.reject(this.error!);
    } else if (this.state === FAILED && !this.observed) {
      // Unhandled unless somebody looks before the event loop goes on, as with any promise.
      this.rejection = Promise.reject(this.error!);
    }
    this.dependent?.dependencySettled(this as Operation<unknown>);
  }

  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.observed = true;
    if (this.state === PENDING) this.progress.linger(this as Operation<unknown>);
    return this.awaitable().then(fulfilled, rejected);
  }

  private awaitable(): Promise<T> {
    if (this.deferred !== undefined) return this.deferred.promise;
    if (this.state === DONE) return Promise.resolve(this.result as T);
    if (this.state === FAILED) return this.rejection ?? Promise.reject(this.error!);
    this.deferred = new Deferred<T>();
    this.progress.awaited(this as Operation<unknown>);
    return this.deferred.promise;
  }

  wait(timeoutMs = Infinity): T {
    this.observed = true;
    if (this.state === PENDING) this.progress.block(this as Operation<unknown>, timeoutMs);
    if (this.state === DONE) return this.result as T;
    if (this.state === FAILED) throw this.seenError();
    throw new RanksError(
      "ERR_RANKS_TIMEOUT",
      `not complete after ${timeoutMs} ms; the request is still pending`,
    );
  }

  test(): boolean {
    this.observed = true;
    if (this.state === PENDING) this.progress.poll();
    if (this.state === FAILED) throw this.seenError();
    return this.state === DONE;
  }

  private seenError(): Error {
    this.observe();
    return this.error!;
  }

  /** Somebody hears of a failure, so that it is no unhandled rejection. */
  observe(): void {
    this.observed = true;
    this.rejection?.catch(() => undefined);
  }

  get status(): Status {
    if (this.state !== DONE) {
      throw new RanksError(
        "ERR_RANKS_USAGE",
        "status is known only after completion; await the request or wait() for it first",
      );
    }
    return this.describe();
  }

  /** What `status` says; operations that receive nothing say so. */
  protected describe(): Status {
    return { source: -2, tag: -1, count: 0, bytes: 0 };
  }

  /** Whether it is complete or has failed. */
  get settled(): boolean {
    return this.state !== PENDING;
  }

  cancel(): boolean {
    return this.cancelBecause(undefined);
  }

  /** Cancels for a reason that is kept as the error's cause. */
  cancelBecause(cause: unknown): boolean {
    if (this.state !== PENDING || !this.withdraw()) return false;
    // Who cancels knows.
    this.observed = true;
    this.fail(cancelled(cause));
    return true;
  }

  /** Takes the operation out of the queues; false when it is too late or makes no sense. */
  protected withdraw(): boolean {
    return false;
  }

  /** What the operation waits for, for reports: "recv from rank 3, tag 7". */
  toString(): string {
    return "an operation";
  }

  /** The same as a part of a collective, whose tags are its own affair: "recv from rank 3". */
  get step(): string {
    return this.toString();
  }
}

export function cancelled(cause: unknown): RanksError {
  const options = cause === undefined ? undefined : { cause };
  return new RanksError("ERR_RANKS_CANCELLED", "the operation was cancelled before it matched", options);
}

import type { Request } from "./request.ts";
import { FAILED, Operation, PENDING } from "./operation.ts";
import type { Dependent, Progress } from "./operation.ts";
import { Receive } from "./receive.ts";

/**
 * An algorithm in progress: `yield [requests]` means "resume me when these are complete", and the return value is the answer.
 * The caller reads a finished request's answer with `.wait()`, which does not block then.
 */
export type Schedule<T> = Generator<readonly Request<unknown>[], T, void>;

/** What drives a schedule: the rest of an algorithm runs at the end of a round of progress, never inside a delivery. */
export interface Rounds extends Progress {
  later(job: () => void): void;
}

/**
 * A schedule as an operation. After the first failure it withdraws the receives that it still waits for; what it has sent
 * stays sent.
 */
export class Scheduled<T> extends Operation<T> implements Dependent {
  readonly #rounds: Rounds;
  readonly #schedule: Schedule<T>;
  readonly #resume = (): void => this.#step();
  #round: readonly Operation<unknown>[] = [];
  #pending = 0;

  constructor(rounds: Rounds, schedule: Schedule<T>) {
    super(rounds);
    this.#rounds = rounds;
    this.#schedule = schedule;
  }

  /** Runs the schedule up to its first wait. */
  start(): void {
    this.#step();
  }

  #step(): void {
    while (this.state === PENDING) {
      let next;
      try {
        next = this.#schedule.next();
      } catch (error) {
        return this.giveUp(error as Error);
      }
      if (next.done === true) return this.complete(next.value);
      if (!this.#begin(next.value)) return;
    }
  }

  /** Looks at the requests of a round; true when all are complete. */
  #begin(round: readonly Request<unknown>[]): boolean {
    // Every request is an operation of this engine; the public interface just doesn't say so.
    const operations = round as unknown as readonly Operation<unknown>[];
    this.#round = operations;
    this.#pending = 0;
    for (const operation of operations) {
      operation.observe();
      if (operation.state === FAILED) {
        this.giveUp(operation.error!);
        return false;
      }
      if (operation.state !== PENDING) continue;
      operation.dependent = this;
      this.#pending++;
    }
    return this.#pending === 0;
  }

  dependencySettled(operation: Operation<unknown>): void {
    if (this.state !== PENDING) return;
    if (operation.state === FAILED) this.#rounds.later(() => this.giveUp(operation.error!));
    else if (--this.#pending === 0) this.#rounds.later(this.#resume);
  }

  giveUp(error: Error): void {
    if (this.state !== PENDING) return;
    this.fail(error);
    for (const operation of this.#round) {
      if (operation.state === PENDING) operation.dependent = undefined;
      if (operation instanceof Receive) operation.cancel();
    }
  }

  /** The operations that stand between this one and its next step. */
  waitingFor(): Operation<unknown>[] {
    return this.#round.filter(({ state }) => state === PENDING);
  }

  override toString(): string {
    const steps = this.waitingFor().map(({ step }) => step);
    if (steps.length > 2) return `${steps[0]} and ${steps.length - 1} more`;
    return steps.join(" and ") || "its next step";
  }
}

import type { Request } from "./request.ts";
import { RanksError } from "../errors.ts";
import { FAILED, Operation, PENDING } from "./operation.ts";
import type { Dependent, Progress } from "./operation.ts";
import { Receive } from "./receive.ts";

/**
 * An algorithm in progress: `yield [requests]` means "resume me when these are complete", and the return value is the answer.
 * The caller reads a finished request's answer with `.wait()`, which does not block then.
 */
export type Schedule<T> = Generator<readonly Request<unknown>[], T, void>;

/** Failures for want of a rank. */
const WANTING: ReadonlySet<string> = new Set(["ERR_RANKS_PEER_LOST", "ERR_RANKS_REVOKED"]);

const NONE: readonly Operation<unknown>[] = [];

/** What drives a schedule: the rest of an algorithm runs at the end of a round of progress, never inside a delivery. */
export interface Rounds extends Progress {
  later(job: () => void): void;
  /** Ends operations as far as it is in this rank's hands; gives those that go on. */
  retreat(operations: readonly Operation<unknown>[], error: Error): Operation<unknown>[];
}

/**
 * A schedule as an operation. After the first failure it withdraws the receives that it still waits for; what it has sent
 * stays sent. Where it fails for want of a rank the program will go on without it: then it takes back what it has sent, as far
 * as it can, and has failed once its arrays are in nobody else's hands.
 */
export class Scheduled<T> extends Operation<T> implements Dependent {
  readonly #rounds: Rounds;
  #schedule: Schedule<T> | undefined;
  #round: readonly Operation<unknown>[] = NONE;
  #pending = 0;
  /** What it will fail with. */
  #verdict: Error | undefined = undefined;

  constructor(rounds: Rounds, schedule: Schedule<T> | undefined) {
    super(rounds);
    this.#rounds = rounds;
    this.#schedule = schedule;
  }

  /** Runs the schedule up to its first wait. */
  start(): void {
    this.#step();
  }

  /** Goes on by a schedule that it did not have from the start. */
  protected follow(schedule: Schedule<T>): void {
    this.#schedule = schedule;
    this.#step();
  }

  #step(): void {
    while (this.state === PENDING && this.#verdict === undefined) {
      let next;
      try {
        next = this.#schedule!.next();
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
    // All of them first: the failure of one is this one's, and the others' then nobody else's.
    for (const operation of operations) operation.observe();
    for (const operation of operations) {
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
    if (this.#verdict !== undefined) {
      if (--this.#pending === 0) this.fail(this.#verdict);
    } else if (operation.state === FAILED) this.#rounds.later(() => this.giveUp(operation.error!));
    else if (--this.#pending === 0) this.#rounds.later(() => this.#step());
  }

  giveUp(error: Error): void {
    if (this.state !== PENDING || this.#verdict !== undefined) return;
    this.#verdict = error;
    const operations = this.unfinished();
    for (const operation of [...this.waitingFor(), ...operations]) operation.dependent = undefined;
    const left = this.#takeBack(operations, error);
    this.#round = left;
    this.#pending = left.length;
    for (const operation of left) operation.dependent = this;
    if (left.length === 0) this.fail(error);
  }

  #takeBack(operations: readonly Operation<unknown>[], error: Error): Operation<unknown>[] {
    if (error instanceof RanksError && WANTING.has(error.code))
      return this.#rounds.retreat(operations, error);
    for (const operation of operations) if (operation instanceof Receive) operation.cancel();
    return [];
  }

  /** Whether its failure is certain. */
  get failing(): boolean {
    return this.#verdict !== undefined;
  }

  /** All that it has started and that is not complete. */
  protected unfinished(): Operation<unknown>[] {
    return this.waitingFor();
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

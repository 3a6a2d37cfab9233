import { RanksError } from "../errors.ts";
import type { Engine } from "../progress/engine.ts";
import { FAILED } from "../progress/operation.ts";
import type { Operation } from "../progress/operation.ts";
import { Receive } from "../progress/receive.ts";
import { Scheduled } from "../progress/schedule.ts";
import type { Schedule } from "../progress/schedule.ts";
import { Send } from "../progress/send.ts";
import { describeSignature } from "../wire/signature.ts";

/** How a collective ended, for peers that wait in it: it completed, it failed, or (LOST + r) it failed for want of world rank r. */
export const COMPLETED = 0;
const FAILED_HERE = 1;
export const LOST = 2;

/** A collective in progress on this rank. */
export class Conversation<T> extends Scheduled<T> {
  readonly context: number;
  readonly number: number;
  readonly first: number;
  readonly second: number;
  protected readonly engine: Engine;
  /** The rank for want of which it fails. */
  missingRank: number | undefined = undefined;

  constructor(
    engine: Engine,
    schedule: Schedule<T> | undefined,
    context: number,
    number: number,
    first: number,
    second: number,
  ) {
    super(engine, schedule);
    this.engine = engine;
    this.context = context;
    this.number = number;
    this.first = first;
    this.second = second;
  }

  get reason(): number {
    if (this.missingRank !== undefined) return LOST + this.missingRank;
    return this.failing || this.state === FAILED ? FAILED_HERE : COMPLETED;
  }

  override giveUp(error: Error): void {
    super.giveUp(this.named(error));
  }

  /** Who is told that a rank is gone wants to know what for. */
  named(error: Error): Error {
    const name = describeSignature(this.first, this.second);
    if (
      !(error instanceof RanksError) ||
      error.code !== "ERR_RANKS_PEER_LOST" ||
      error.message.includes(name)
    )
      return error;
    return new RanksError(error.code, `${name}: ${error.message}`);
  }

  protected override unfinished(): Operation<unknown>[] {
    return this.engine.operationsIn(this.context, this.number);
  }

  /** The world ranks that it waits for. */
  missing(): readonly number[] {
    const peers = new Set<number>();
    for (const operation of this.waitingFor()) {
      if (operation instanceof Receive) peers.add(operation.source);
      else if (operation instanceof Send) peers.add(operation.dest);
    }
    return [...peers];
  }

  override toString(): string {
    return `${describeSignature(this.first, this.second)}, #${this.number}: ${super.toString()}`;
  }
}

import { Rest } from "../collectives/matter.ts";
import type { Matter, SharedCells } from "../collectives/matter.ts";
import { ELSEWHERE } from "../memory/cells.ts";
import type { Cells } from "../memory/cells.ts";
import { DEPTH } from "../memory/layout.ts";
import type { Engine } from "../progress/engine.ts";
import type { Lookout } from "../progress/lookouts.ts";
import { apartError, refusal } from "../progress/receive.ts";
import { decode, storageLength } from "../wire/codec.ts";
import { newStorage, NUMBER, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { describeSignature } from "../wire/signature.ts";
import { Conversation } from "./conversation.ts";
import type { Group } from "./group.ts";
import { targetOf } from "./target.ts";

/** The cells of a communicator, and what this rank has called before. */
export interface Past {
  readonly cells: Cells;
  /** The signature of the collective before. */
  readonly first: number;
  readonly second: number;
  /** Whether this rank has completed that one. */
  readonly completed: boolean;
}

/**
 * A collective in progress that goes through the cells of its communicator: it waits until its own cell is vacant, contributes,
 * looks for the others' contributions, and concludes.
 */
export class Encounter<T> extends Conversation<T> implements Lookout, SharedCells {
  readonly #cells: Cells;
  readonly #group: Group;
  readonly #matter: Matter<T>;
  readonly #firstBefore: number;
  readonly #secondBefore: number;
  readonly #compared: boolean;
  #contributed = false;
  #concluded = false;
  /** The first rank whose contribution is not known to be there. */
  #next: number;
  /** What it waits for all ranks to reach. */
  #step = 0;

  constructor(
    engine: Engine,
    group: Group,
    matter: Matter<T>,
    past: Past,
    context: number,
    number: number,
    first: number,
    second: number,
  ) {
    super(engine, undefined, context, number, first, second);
    this.#cells = past.cells;
    this.#group = group;
    this.#matter = matter;
    this.#firstBefore = past.first;
    this.#secondBefore = past.second;
    this.#compared = past.completed;
    this.#next = matter.from;
  }

  override start(): void {
    this.look();
    if (this.looking) this.engine.lookOut(this);
  }

  get looking(): boolean {
    return !this.#concluded && !this.settled && !this.failing;
  }

  look(): boolean {
    let moved = false;
    if (!this.#contributed) {
      if (!this.#vacant) return false;
      this.#matter.contribute(this);
      this.#contributed = moved = true;
    }
    for (; this.#next < this.#matter.to; this.#next++, moved = true) {
      if (!this.#cells.has(this.#next, this.number)) return moved;
      if (this.#agrees(this.#next)) continue;
      this.giveUp(this.#apart(this.#next));
      return true;
    }
    const before = this.#step;
    return this.#proceed() || this.#step !== before || moved;
  }

  get #vacant(): boolean {
    return this.#matter.usesBays ? this.#cells.quiet(this.number) : this.#cells.vacant(this.number);
  }

  /** A rank must be in the same collective as this one, and have been in the one before where this one has completed that. */
  #agrees(rank: number): boolean {
    const cells = this.#cells;
    const { number } = this;
    if (cells.first(rank, number) !== this.first || cells.second(rank, number) !== this.second) return false;
    if (!this.#compared) return true;
    return (
      cells.firstBefore(rank, number) === this.#firstBefore &&
      cells.secondBefore(rank, number) === this.#secondBefore
    );
  }

  #apart(rank: number): Error {
    const cells = this.#cells;
    const { number } = this;
    const [first, second] = [cells.first(rank, number), cells.second(rank, number)];
    if (first !== this.first || second !== this.second) {
      const here = describeSignature(this.first, this.second);
      return apartError(here, rank, describeSignature(first, second));
    }
    const here = describeSignature(this.#firstBefore, this.#secondBefore);
    const there = describeSignature(cells.firstBefore(rank, number), cells.secondBefore(rank, number));
    return apartError(here, rank, there);
  }

  /** True when it needs nothing any more of what others write. */
  #proceed(): boolean {
    let answer;
    try {
      if (this.#matter.proceed?.(this) === false) return false;
      answer = this.#matter.conclude(this);
    } catch (error) {
      this.giveUp(error as Error);
      return true;
    }
    this.#concluded = true;
    if (answer instanceof Rest) this.follow(answer.schedule);
    else this.complete(answer);
    return true;
  }

  // --- what it waits for ---------------------------------------------------------------------------------------------------

  bereaved(error: Error): void {
    this.engine.later(() => this.giveUp(error));
  }

  override missing(): readonly number[] {
    return this.#ranksMissing().map((rank) => this.#group.worldRanks[rank]);
  }

  #ranksMissing(): number[] {
    const ranks = [...this.#group.worldRanks.keys()];
    if (!this.#contributed) return ranks.filter((rank) => rank !== this.#cells.rank && this.#lags(rank));
    if (this.#step > 0) return ranks.filter((rank) => this.#cells.step(rank, this.number) < this.#step);
    return ranks.filter(
      (rank) => rank >= this.#next && rank < this.#matter.to && !this.#cells.has(rank, this.number),
    );
  }

  /** Whether a rank is in an earlier collective that this one can't begin beside. */
  #lags(rank: number): boolean {
    const room = this.#cells.roomAt(rank, this.number);
    return this.#matter.usesBays ? room < DEPTH : room <= 0;
  }

  override toString(): string {
    const name = describeSignature(this.first, this.second);
    const ranks = this.#ranksMissing();
    if (ranks.length === 0) return super.toString();
    const more = ranks.length > 1 ? ` and ${ranks.length - 1} more` : "";
    return `${name}, #${this.number}: ${this.#contributed ? "it" : "an earlier collective"} is not yet reached by rank ${ranks[0]}${more}`;
  }

  // --- the cells, for the matter -------------------------------------------------------------------------------------------

  put(kind: Kind, array: TypedArray): void {
    this.#cells.lay(this.number, kind, array);
    this.show(kind, array.byteLength);
  }

  show(kind: Kind, bytes: number): void {
    const { number, first, second } = this;
    this.#cells.publish(number, first, second, this.#firstBefore, this.#secondBefore, kind, bytes);
  }

  putElsewhere(): void {
    this.show(ELSEWHERE, 0);
  }

  isElsewhere(rank: number): boolean {
    return this.#cells.kind(rank, this.number) === ELSEWHERE;
  }

  bytes(rank: number): number {
    return this.#cells.bytes(rank, this.number);
  }

  double(rank: number): number {
    return this.#cells.double(rank, this.number);
  }

  array(rank: number, kind: Kind): TypedArray {
    return this.#cells.view(kind, rank, this.number);
  }

  bay(rank: number, kind: Kind): TypedArray {
    return this.#cells.bay(kind, rank);
  }

  advance(step: number): void {
    this.#cells.advance(this.number, step);
  }

  reached(step: number): boolean {
    this.#step = step;
    for (let rank = 0; rank < this.#group.size; rank++)
      if (this.#cells.step(rank, this.number) < step) return false;
    return true;
  }

  take<V>(rank: number, into: V | undefined): V {
    const kind = this.#cells.kind(rank, this.number);
    if (kind === NUMBER && into === undefined) return this.double(rank) as V;
    const bytes = this.bytes(rank);
    const storage = storageOf(kind);
    const count = storageLength(kind, bytes);
    if (into === undefined) {
      const copy = newStorage(storage, count);
      this.#cells.copyTo(copy, storage, rank, this.number, count);
      return decode(kind, copy) as V;
    }
    const target = targetOf(into);
    const refused = refusal(kind, bytes, target);
    if (refused !== undefined) throw refused;
    this.#cells.copyTo(target.array, storage, rank, this.number, count);
    return into;
  }
}

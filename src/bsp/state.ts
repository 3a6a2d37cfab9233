import { RanksError } from "../errors.ts";
import type { Operation } from "../progress/operation.ts";
import { DONE, PENDING } from "../progress/operation.ts";
import type { Change } from "./changes.ts";
import type { Recorder } from "./cost/recorder.ts";
import type { Unread } from "./effects.ts";
import type { ArrayGet, ValueGet } from "./gets.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { ASKS, CHANGES, REGISTER, RELEASE } from "./records.ts";
import type { Records } from "./records.ts";
import type { Registration } from "./registration.ts";
import { Registry } from "./registry.ts";
import type { Superstep } from "./superstep.ts";

/** What a rank keeps from one sync to the next. */
export class State implements Superstep {
  readonly rank: number;
  readonly size: number;
  readonly others: readonly number[];
  readonly registry = new Registry();
  readonly outboxes: Outbox[];
  readonly inboxes: readonly Inbox[];
  /** Of gets: what this rank answers, and what it is answered. */
  readonly replies: readonly Outbox[];
  readonly answers: readonly Inbox[];
  readonly gets: readonly (ArrayGet | ValueGet)[][];
  readonly changes: Change[] = [];
  readonly unread: Unread[] = [];
  /** Words sent to each rank in this superstep, where they are recorded. */
  readonly traffic: Float64Array;
  readonly recorder: Recorder | undefined;
  superstep = 0;
  /** The latest sync. */
  sync: Operation<void> | undefined = undefined;
  #spare = new Outbox();

  constructor(rank: number, size: number, recorder: Recorder | undefined) {
    this.rank = rank;
    this.size = size;
    const ranks = Array.from({ length: size }, (_, each) => each);
    this.others = ranks.filter((each) => each !== rank);
    this.outboxes = ranks.map(() => new Outbox());
    this.inboxes = ranks.map(() => new Inbox());
    this.replies = ranks.map(() => new Outbox());
    this.answers = ranks.map(() => new Inbox());
    this.gets = ranks.map(() => []);
    this.traffic = new Float64Array(size);
    this.recorder = recorder;
  }

  get name(): string {
    return `superstep ${this.superstep}`;
  }

  /** What a rank has to tell this one: what this rank tells itself never leaves it. */
  from(source: number): Records {
    return source === this.rank ? this.outboxes[source] : this.inboxes[source];
  }

  /** Whether this rank or one that has told it registers or releases something in this superstep. */
  get hasChanges(): boolean {
    if (this.changes.length > 0) return true;
    for (const source of this.others) if (this.inboxes[source].ints[CHANGES] > 0) return true;
    return false;
  }

  /** Whether this rank has nothing to tell, not even itself. */
  get isSilent(): boolean {
    for (const box of this.outboxes) if (!box.isEmpty) return false;
    return true;
  }

  get hasGets(): boolean {
    for (let rank = 0; rank < this.size; rank++)
      if (this.gets[rank].length > 0 || this.from(rank).ints[ASKS] > 0) return true;
    return false;
  }

  get hasPieces(): boolean {
    for (let dest = 0; dest < this.size; dest++) if (this.outboxes[dest].pieces.length > 0) return true;
    return false;
  }

  count(dest: number, words: number): void {
    if (this.recorder !== undefined) this.traffic[dest] += words;
  }

  register(entry: Registration): void {
    this.registry.add(entry);
    this.#change(REGISTER, entry);
    const name = new TextEncoder().encode(entry.name);
    for (const box of this.outboxes)
      box.fill(box.long(REGISTER, entry.id, entry.kind, entry.length, name.length, name.length), name);
  }

  release(entry: Registration): void {
    this.#change(RELEASE, entry);
    for (const box of this.outboxes) box.short(RELEASE, entry.id, 0);
  }

  #change(type: Change["type"], entry: Registration): void {
    this.changes.push({ type, entry });
    for (const box of this.outboxes) box.changes++;
  }

  requireOpen(): void {
    if (this.sync === undefined || this.sync.state === DONE) return;
    if (this.sync.state === PENDING)
      throw usage(`${this.name}: a sync() of this rank is not complete; await it first`);
    throw usage(`${this.name} has failed, so these supersteps are over; make new ones with bsp()`);
  }

  requireRank(role: string, rank: number): void {
    if (rank >>> 0 === rank && rank < this.size) return;
    const what = `${this.name}: ${role} is ${String(rank)}; there are ranks 0 to ${this.size - 1}`;
    throw new RanksError("ERR_RANKS_RANK", what);
  }

  /** A sync is through. */
  turn(): void {
    for (const { type, entry } of this.changes) {
      entry.becomes(type === REGISTER ? "usable" : "released");
      if (type === RELEASE) this.registry.remove(entry);
    }
    if (this.changes.length > 0) this.changes.length = 0;
    // What this rank has sent itself is read in the next superstep.
    const { rank, outboxes } = this;
    const own = outboxes[rank];
    outboxes[rank] = this.#spare;
    this.#spare = own;
    for (let each = 0; each < this.size; each++) {
      outboxes[each].clear();
      this.replies[each].clear();
      // Emptying an array is a call out of compiled code, even where it is empty.
      if (this.gets[each].length > 0) this.gets[each].length = 0;
    }
    if (this.recorder !== undefined) {
      this.recorder.syncComplete(this.traffic);
      this.traffic.fill(0);
    }
    this.superstep++;
  }
}

function usage(what: string): RanksError {
  return new RanksError("ERR_RANKS_USAGE", what);
}

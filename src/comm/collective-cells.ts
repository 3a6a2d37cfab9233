import type { SharedCells } from "../collectives/peers.ts";
import { ELSEWHERE } from "../memory/cells.ts";
import type { Cells, Signature } from "../memory/cells.ts";
import type { Engine } from "../progress/engine.ts";
import type { Lookout } from "../progress/lookouts.ts";
import { Muster } from "../progress/muster.ts";
import type { Meeting } from "../progress/muster.ts";
import { refusal } from "../progress/receive.ts";
import type { Request } from "../progress/request.ts";
import { Vacancy } from "../progress/vacancy.ts";
import { decode, storageLength } from "../wire/codec.ts";
import type { Outgoing } from "../wire/codec.ts";
import { newStorage, NUMBER, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import type { Group } from "./group.ts";
import { targetOf } from "./target.ts";

/** The cells of a communicator, and what its rank has called before. */
export interface Past {
  readonly cells: Cells;
  readonly number: number;
  /** Of the collective before this one. */
  readonly called: Signature;
  /** Whether this rank has completed that one. */
  readonly completed: boolean;
}

/** One collective in the cells of its communicator. */
export class CollectiveCells implements SharedCells, Meeting {
  readonly cells: Cells;
  readonly rank: number;
  readonly context: number;
  readonly number: number;
  readonly signature: Signature;
  readonly before: Signature | undefined;
  readonly largest: number;
  readonly #called: Signature;
  readonly #engine: Engine;
  readonly #group: Group;
  readonly #encode: (value: unknown) => Outgoing;

  constructor(
    engine: Engine,
    group: Group,
    context: number,
    signature: Signature,
    past: Past,
    encode: (value: unknown) => Outgoing,
  ) {
    this.#engine = engine;
    this.#group = group;
    this.#encode = encode;
    this.cells = past.cells;
    this.rank = past.cells.rank;
    this.context = context;
    this.number = past.number;
    this.signature = signature;
    this.before = past.completed ? past.called : undefined;
    this.#called = past.called;
    this.largest = past.cells.largest;
  }

  get worldRanks(): readonly number[] {
    return this.#group.worldRanks;
  }

  vacancy(): Request<void> | undefined {
    return this.cells.vacant(this.number) ? undefined : this.#lookOut(new Vacancy(this.#engine, this));
  }

  put(value: unknown): boolean {
    if (typeof value === "number") {
      this.cells.publishNumber(this.number, this.signature, this.#called, value);
      return true;
    }
    const { kind, array } = this.#encode(value);
    const fits = array.byteLength <= this.largest;
    this.cells.publish(
      this.number,
      this.signature,
      this.#called,
      fits ? kind : ELSEWHERE,
      fits ? array : undefined,
    );
    return fits;
  }

  from(rank: number): Request<void> | undefined {
    return this.#muster(rank, rank + 1);
  }

  fromAll(): Request<void> | undefined {
    return this.#muster(0, this.#group.size);
  }

  #muster(next: number, end: number): Request<void> | undefined {
    const { cells, number, signature, before } = this;
    while (next < end && cells.has(next, number) && cells.agrees(next, number, signature, before)) next++;
    return next === end ? undefined : this.#lookOut(new Muster(this.#engine, this, next, end));
  }

  /** The collective hears of its failure, if not now then when it waits. */
  #lookOut(lookout: Lookout): Request<void> {
    lookout.observe();
    this.#engine.lookOut(lookout);
    return lookout;
  }

  double(rank: number): number {
    return this.cells.double(rank, this.number);
  }

  array(rank: number, kind: Kind): TypedArray {
    return this.cells.view(kind, rank, this.number);
  }

  take<T>(rank: number, into?: T): { readonly value: T } | undefined {
    const kind = this.cells.kind(rank, this.number);
    if (kind === ELSEWHERE) return undefined;
    if (kind === NUMBER && into === undefined) return { value: this.double(rank) as T };
    const bytes = this.cells.bytes(rank, this.number);
    const storage = storageOf(kind);
    const count = storageLength(kind, bytes);
    if (into === undefined) {
      const copy = newStorage(storage, count);
      this.cells.copyTo(copy, storage, rank, this.number, count);
      return { value: decode(kind, copy) as T };
    }
    const target = targetOf(into);
    const refused = refusal(kind, bytes, target);
    if (refused !== undefined) throw refused;
    this.cells.copyTo(target.array, storage, rank, this.number, count);
    return { value: into };
  }
}

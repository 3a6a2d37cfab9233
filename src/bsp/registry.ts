import { RanksError } from "../errors.ts";
import { elementBytes } from "../wire/element.ts";
import { RegisteredArray } from "./registered-array.ts";
import type { TypedArray } from "../wire/element.ts";
import { RegisteredVariable } from "./registered-variable.ts";
import type { Registration } from "./registration.ts";
import * as record from "./records.ts";
import type { Records } from "./records.ts";

/** All that is registered, by number. */
export class Registry {
  readonly #entries = new Map<number, Registration>();
  #next = 0;

  get next(): number {
    return this.#next;
  }

  add(entry: Registration): void {
    this.#entries.set(entry.id, entry);
    this.#next++;
  }

  remove(entry: Registration): void {
    this.#entries.delete(entry.id);
  }

  array(id: number): RegisteredArray<TypedArray> {
    const entry = this.#entries.get(id);
    if (entry instanceof RegisteredArray) return entry as RegisteredArray<TypedArray>;
    throw unknown(id);
  }

  variable(id: number): RegisteredVariable<unknown> {
    const entry = this.#entries.get(id);
    if (entry instanceof RegisteredVariable) return entry as RegisteredVariable<unknown>;
    throw unknown(id);
  }

  /** Words of the record at a place. */
  lengthOf({ ints }: Records, at: number): number {
    const first = ints[2 * at];
    switch (record.typeOf(first)) {
      case record.ELEMENT:
      case record.ASK:
      case record.RELEASE:
      case record.GET:
      case record.HPGET:
        return 2;
      case record.PUT: {
        const bytes = ints[2 * at + 3] * elementBytes(this.array(record.subjectOf(first)).kind);
        return 2 + (bytes < record.DIRECT_BYTES ? record.wordsOf(bytes) : 0);
      }
      case record.REGISTER:
        return 2 + record.wordsOf(ints[2 * at + 3]);
      default:
        return 2 + record.wordsOf(ints[2 * at + 2]);
    }
  }
}

/** Of a rank that runs another version of this package, say. */
function unknown(id: number): RanksError {
  return new RanksError("ERR_RANKS_PROTOCOL", `a rank speaks of #${id}, which is not registered as that`);
}

import { RanksError } from "../errors.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { DIRECT_BYTES } from "./records.ts";
import type { Reading } from "./variable.ts";

/** A get of an array's elements, which a rank waits for. */
export class ArrayGet {
  readonly kind: Kind;
  /** Exactly as long as what comes. */
  readonly into: TypedArray;

  constructor(kind: Kind, into: TypedArray) {
    this.kind = kind;
    this.into = into;
  }

  /** Whether the elements come in a message of their own. */
  get direct(): boolean {
    return this.into.byteLength >= DIRECT_BYTES;
  }
}

/** A get of a variable. */
export class ValueGet implements Reading<unknown> {
  readonly direct = false;
  readonly #title: string;
  #value: unknown = undefined;
  #there = false;

  constructor(title: string) {
    this.#title = title;
  }

  get value(): unknown {
    if (this.#there) return this.#value;
    throw new RanksError("ERR_RANKS_USAGE", `${this.#title} is there after the next sync; call sync() first`);
  }

  arrive(value: unknown): void {
    this.#value = value;
    this.#there = true;
  }
}

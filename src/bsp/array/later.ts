import { RanksError } from "../../errors.ts";
import type { Bsp } from "../bsp.ts";
import type { Reading } from "../variable.ts";

/** What a program will have after the next sync, made when it is first looked at. */
export class Later<T> implements Reading<T> {
  readonly #steps: Bsp;
  readonly #what: string;
  readonly #asked: number;
  #make: (() => T) | undefined;
  #value: T | undefined = undefined;

  constructor(steps: Bsp, what: string, make: () => T) {
    this.#steps = steps;
    this.#what = what;
    this.#asked = steps.superstep;
    this.#make = make;
  }

  get value(): T {
    if (this.#steps.superstep === this.#asked)
      throw new RanksError(
        "ERR_RANKS_USAGE",
        `${this.#what} is there after the next sync; call sync() first`,
      );
    if (this.#make !== undefined) {
      this.#value = this.#make();
      this.#make = undefined;
    }
    return this.#value as T;
  }
}

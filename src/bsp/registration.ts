import { RanksError } from "../errors.ts";
import { kindName } from "../wire/element.ts";
import type { Kind } from "../wire/element.ts";
import { REGISTER } from "./records.ts";
import type { Superstep } from "./superstep.ts";

/** The kind of a variable, which can hold anything. */
export const ANYTHING = -1;

/** Something that the ranks have registered, or will have at the next sync. */
export abstract class Registration {
  readonly id: number;
  readonly name: string;
  readonly kind: Kind;
  protected readonly step: Superstep;
  /** What the part of each rank is long. */
  readonly lengths: Int32Array;
  #state: "new" | "usable" | "released" = "new";
  #leaving = false;

  constructor(step: Superstep, id: number, name: string | undefined, kind: Kind) {
    this.step = step;
    this.id = id;
    this.kind = kind;
    this.name = name ?? `${kind === ANYTHING ? "variable" : "array"} ${id}`;
    this.lengths = new Int32Array(step.size);
  }

  /** Elements of this rank's part. */
  abstract get length(): number;

  /** As errors name it. */
  get title(): string {
    return `${this.name} (${this.kind === ANYTHING ? "a variable" : kindName(this.kind)})`;
  }

  release(): void {
    this.requireUsable();
    if (this.#leaving) throw this.misuse("it has been released already; release it once");
    this.#leaving = true;
    this.step.release(this);
  }

  /** A sync has made it what all ranks can use, or what nobody can. */
  becomes(state: "usable" | "released"): void {
    this.#state = state;
  }

  protected requireUsable(): void {
    this.step.requireOpen();
    if (this.#state === "usable") return;
    if (this.#state === "new") throw this.misuse("it can be used after the next sync; call sync() first");
    throw this.misuse("it has been released; register it again");
  }

  protected misuse(what: string): RanksError {
    return new RanksError("ERR_RANKS_USAGE", `${this.step.name}: ${this.name}: ${what}`);
  }
}

/** What another rank said that it registers or releases, in the words of an error. */
export function describeChange(type: number, id: number, kind: Kind, name: string): string {
  if (type !== REGISTER) return `releases #${id}`;
  return `registers ${name} (${kind === ANYTHING ? "a variable" : kindName(kind)})`;
}

import { ValueGet } from "./gets.ts";
import { ASK, ASSIGN } from "./records.ts";
import { ANYTHING, Registration } from "./registration.ts";
import type { Superstep } from "./superstep.ts";
import { writeValue } from "./values.ts";
import type { Reading, Variable } from "./variable.ts";

/** This rank's part of a variable that all ranks can reach. */
export class RegisteredVariable<T> extends Registration implements Variable<T> {
  value: T;

  constructor(step: Superstep, id: number, name: string | undefined, value: T) {
    super(step, id, name, ANYTHING);
    this.value = value;
  }

  get length(): number {
    return 1;
  }

  put(value: T, { dest }: { readonly dest: number }): void {
    this.requireUsable();
    this.step.requireRank("dest", dest);
    this.step.count(dest, writeValue(this.step.outboxes[dest], ASSIGN, this.id, value) / 8);
  }

  get({ source }: { readonly source: number }): Reading<T> {
    this.requireUsable();
    this.step.requireRank("source", source);
    const box = this.step.outboxes[source];
    box.short(ASK, this.id, 0);
    box.asks++;
    const get = new ValueGet(`${this.name} of rank ${source}`);
    this.step.gets[source].push(get);
    return get as Reading<T>;
  }
}

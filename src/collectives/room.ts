import { RanksError } from "../errors.ts";
import { asStorage, fitsInto, kindName } from "../wire/element.ts";
import type { Kind } from "../wire/element.ts";
import { arrayKind, isTypedArray, nameOf } from "./array-kind.ts";

/** `into` must be an array, whatever is going to arrive. */
export function requireArray(into: unknown): void {
  if (into !== undefined && arrayKind(into) < 0) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `\`into\` is ${nameOf(into)}; pass a typed array or a buffer, or leave it out`,
    );
  }
}

/** Elements of `value` must go into an array such as `into`. */
export function requireKind(value: unknown, into: unknown): void {
  requireArray(into);
  if (!fitsInto(arrayKind(value), arrayKind(into))) {
    throw new RanksError(
      "ERR_RANKS_MISMATCH",
      `the value is ${nameOf(value)} and \`into\` is ${nameOf(into)}; pass an array of the value's kind, or none`,
    );
  }
}

/** `into` must have room for `count` elements. */
export function requireRoom(into: { readonly length: number }, count: number): void {
  if (into.length < count) {
    throw new RanksError(
      "ERR_RANKS_TRUNCATED",
      `the answer has ${count} elements and \`into\` has room for ${into.length}; make it longer, or leave it out`,
    );
  }
}

/** Copies an array or buffer to the front of `into`; the error where it does not fit. */
export function copyInto(value: unknown, into: unknown): void {
  if (value === into) return;
  const { from, to } = fitting(value, into);
  to.set(from as never);
}

/** What `copyInto` would refuse. */
export function requireFit(value: unknown, into: unknown): void {
  fitting(value, into);
}

function fitting(value: unknown, into: unknown) {
  requireKind(value, into);
  const kind: Kind = arrayKind(value);
  const from = asStorage(kind, value as object);
  const to = asStorage(arrayKind(into), into as object);
  requireRoom(to, from.length);
  return { from, to };
}

export function requireTypedArray(what: string, value: unknown): void {
  if (isTypedArray(value)) return;
  const kind = arrayKind(value);
  const name = kind >= 0 ? `an ${kindName(kind)}` : nameOf(value);
  throw new RanksError("ERR_RANKS_USAGE", `${what} is ${name}; pass a typed array`);
}

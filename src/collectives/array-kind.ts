import { BUFFER, DATA_VIEW, kindName, kindOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";

/** The kind of an array or buffer, -1 for any other value. */
export function arrayKind(value: unknown): Kind {
  return typeof value === "object" && value !== null ? kindOf(value) : -1;
}

/** Whether the value has elements that pieces can be cut from; ArrayBuffer and DataView travel whole. */
export function isTypedArray(value: unknown): value is TypedArray {
  const kind = arrayKind(value);
  return kind >= 0 && kind <= BUFFER;
}

/** What a value is, for messages: "a Float64Array of 3", "a string". */
export function nameOf(value: unknown): string {
  const kind = arrayKind(value);
  if (kind === DATA_VIEW) return "a DataView";
  if (kind > BUFFER) return "an ArrayBuffer";
  if (kind >= 0) return withArticle(`${kindName(kind)} of ${(value as TypedArray).length}`);
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return withArticle(typeof value);
  return Array.isArray(value) ? "a plain array" : "an object";
}

function withArticle(noun: string): string {
  return `${/^[aeioAEIO]/.test(noun) ? "an" : "a"} ${noun}`;
}

import { asStorage, fromStorage, newStorage, storageOf } from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import { arrayKind } from "./array-kind.ts";
import type { Peers, Schedule } from "./peers.ts";

/** An array of `count` zeros of a kind. */
export function freshArray(kind: Kind, count: number): TypedArray {
  return fromStorage(kind, newStorage(storageOf(kind), count)) as TypedArray;
}

/** An array or buffer of the same kind with the same elements in memory of its own. `slice()` of a Buffer is a view. */
export function copyOfArray<A extends object>(kind: Kind, array: A): A {
  const elements = asStorage(kind, array);
  const copy = newStorage(storageOf(kind), elements.length);
  copy.set(elements as never);
  return fromStorage(kind, copy) as A;
}

/** A copy that shares no memory with the value. Objects go through the wire to this very rank: every rank then has the same. */
export function* copyOf<T>(p: Peers, value: T): Schedule<T> {
  const kind = arrayKind(value);
  if (kind >= 0) return copyOfArray(kind, value as T & object);
  if (isPrimitive(value)) return value;
  const copy = p.irecv<T>(p.rank);
  yield [copy, p.isend(value, p.rank)];
  return copy.wait();
}

function isPrimitive(value: unknown): boolean {
  return value === null || !["object", "function", "symbol"].includes(typeof value);
}

/** The value itself, or a copy where it shares memory with an array that is going to be written. */
export function apart<T>(value: T, written: TypedArray): T {
  const shared =
    ArrayBuffer.isView(value) &&
    value.buffer === written.buffer &&
    value.byteOffset < written.byteOffset + written.byteLength &&
    written.byteOffset < value.byteOffset + value.byteLength;
  return shared ? copyOfArray(arrayKind(value), value) : value;
}

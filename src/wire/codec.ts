import { isSharedArrayBuffer } from "node:util/types";
import { RanksError } from "../errors.ts";
import { asStorage, elementBytes, fromStorage, kindOf, NUMBER, PACKED, storageOf } from "./element.ts";
import type { Kind, TypedArray } from "./element.ts";
import { pack, unpack } from "./packing.ts";

/** A value on its way out: `count` elements of `array`, whose own kind is the storage kind of `kind`. */
export interface Outgoing {
  kind: Kind;
  array: TypedArray;
}

export function encode(value: unknown, out: Outgoing): void {
  if (typeof value === "object" && value !== null) {
    const kind = kindOf(value);
    if (kind >= 0) {
      out.kind = kind;
      out.array = asStorage(kind, value);
      return;
    }
    refuseUnsendable(value);
  } else if (typeof value === "number") {
    out.kind = NUMBER;
    out.array = Float64Array.of(value);
    return;
  } else if (typeof value === "function" || typeof value === "symbol") {
    throw new RanksError(
      "ERR_RANKS_VALUE",
      `a ${typeof value} cannot be sent; send data and let the receiver act on it`,
    );
  }
  out.kind = PACKED;
  out.array = pack(value);
}

/** What would arrive as an empty object without a word. A promise is most likely a forgotten `await`. */
function refuseUnsendable(value: object): void {
  if ("then" in value && typeof value.then === "function")
    throw new RanksError("ERR_RANKS_VALUE", "a promise cannot be sent; await it and send what it gives");
  if (isSharedArrayBuffer(value)) {
    const what =
      "a SharedArrayBuffer cannot be sent, its memory is this process's own; send a typed array over it";
    throw new RanksError("ERR_RANKS_VALUE", what);
  }
}

/** The received value, in the first `bytes` of `storage`, which is private to it from here on unless it is packed. */
export function decode(kind: Kind, storage: TypedArray, bytes = storage.byteLength): unknown {
  return kind === PACKED ? unpack(storage as Uint8Array, bytes) : fromStorage(kind, storage);
}

/** Elements as `status.count` tells them: 1 for a plain value. */
export function countOf(kind: Kind, bytes: number): number {
  return kind >= NUMBER ? 1 : bytes / elementBytes(kind);
}

/** Length of the storage array that holds `bytes` of `kind`. */
export function storageLength(kind: Kind, bytes: number): number {
  return bytes / elementBytes(storageOf(kind));
}

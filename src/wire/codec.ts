import { isSharedArrayBuffer } from "node:util/types";
import { Packr } from "msgpackr";
import { RanksError } from "../errors.ts";
import { asStorage, elementBytes, fromStorage, kindOf, NUMBER, PACKED, storageOf } from "./element.ts";
import type { Kind, TypedArray } from "./element.ts";

/**
 * Records tell plain objects from Maps; `moreTypes` keeps typed arrays inside objects whole; `copyBuffers` because what is
 * decoded must not point into a ring; cycles are refused rather than decoded, since ids in foreign bytes are a way to loop.
 */
const packr = new Packr({ useRecords: true, moreTypes: true, structuredClone: false, copyBuffers: true });

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

function pack(value: unknown): Uint8Array {
  try {
    return packr.pack(value);
  } catch (cause) {
    const { message } = cause as Error;
    const why = /call stack/i.test(message) ? "it refers to itself or is nested too deeply" : message;
    throw new RanksError("ERR_RANKS_VALUE", `this value cannot be sent: ${why}; send plain data`, { cause });
  }
}

/** The received value; `storage` is private to it from here on. */
export function decode(kind: Kind, storage: TypedArray): unknown {
  return kind === PACKED ? unpack(storage as Uint8Array) : fromStorage(kind, storage);
}

function unpack(bytes: Uint8Array): unknown {
  try {
    return packr.unpack(bytes) as unknown;
  } catch (cause) {
    throw new RanksError(
      "ERR_RANKS_PROTOCOL",
      `a received value cannot be decoded: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Elements as `status.count` tells them: 1 for a plain value. */
export function countOf(kind: Kind, bytes: number): number {
  return kind >= NUMBER ? 1 : bytes / elementBytes(kind);
}

/** Length of the storage array that holds `bytes` of `kind`. */
export function storageLength(kind: Kind, bytes: number): number {
  return bytes / elementBytes(storageOf(kind));
}

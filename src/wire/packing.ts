import { Packr, RESERVE_START_SPACE } from "msgpackr";
import { RanksError } from "../errors.ts";

/**
 * `moreTypes` keeps typed arrays inside objects whole; `copyBuffers` because what is decoded must not point into a ring; cycles
 * are refused rather than decoded, since ids in foreign bytes are a way to loop.
 */
const OPTIONS = { moreTypes: true, structuredClone: false, copyBuffers: true };

/** Keys stand once in a message, in records, which also tell objects from Maps. */
const withRecords = new Packr({ ...OPTIONS, useRecords: true });
/** Keys stand in each object. For a value of a few nodes that takes half of the time; there must not be a Map in it. */
const withKeys = new Packr({ ...OPTIONS, useRecords: false, mapsAsObjects: true });

/** Before a value that was packed with its keys: a byte that MessagePack never uses. */
const WITH_KEYS = 0xc1;

/** Values, keys not counted, up to which keys take less time than records: 4 objects of some 8 values. */
const FEW = 32;
let left = 0;

/** Whether this is little, and nothing but arrays and plain objects of plain values. */
function isFewAndPlain(value: unknown): boolean {
  if (--left < 0) return false;
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return true;
    case "object":
      return value === null || areFewAndPlain(value);
    default:
      return false;
  }
}

function areFewAndPlain(value: object): boolean {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isFewAndPlain(value[i])) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) if (!isFewAndPlain((value as Record<string, unknown>)[key])) return false;
  return true;
}

export function pack(value: unknown): Uint8Array {
  left = FEW;
  try {
    if (!isFewAndPlain(value)) return withRecords.pack(value);
    const bytes = withKeys.pack(value, RESERVE_START_SPACE | 1);
    bytes[0] = WITH_KEYS;
    return bytes;
  } catch (cause) {
    const { message } = cause as Error;
    const why = /call stack/i.test(message) ? "it refers to itself or is nested too deeply" : message;
    throw new RanksError("ERR_RANKS_VALUE", `this value cannot be sent: ${why}; send plain data`, { cause });
  }
}

/** The value that stands in the first `length` bytes. */
export function unpack(bytes: Uint8Array, length: number): unknown {
  try {
    return length > 1 && bytes[0] === WITH_KEYS
      ? withKeys.unpack(bytes, { start: 1, end: length })
      : withRecords.unpack(bytes, length);
  } catch (cause) {
    throw new RanksError(
      "ERR_RANKS_PROTOCOL",
      `a received value cannot be decoded: ${(cause as Error).message}`,
      { cause },
    );
  }
}

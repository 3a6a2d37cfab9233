import { decode, encode, storageLength } from "../wire/codec.ts";
import type { Outgoing } from "../wire/codec.ts";
import { newStorage, storageOf } from "../wire/element.ts";
import type { Outbox } from "./outbox.ts";
import { bytesOf } from "./records.ts";
import type { Records } from "./records.ts";

const out: Outgoing = { kind: 0, array: new Uint8Array(0) };

/** Writes a record with a value into an outbox; gives the value's bytes. */
export function writeValue(box: Outbox, type: number, subject: number, value: unknown, tag = 0): number {
  encode(value, out);
  const { kind, array } = out;
  box.fill(box.long(type, subject, kind, array.byteLength, tag, array.byteLength), array);
  return array.byteLength;
}

/** The value in a record, as a fresh one. */
export function readValue({ ints, bytes }: Records, at: number): unknown {
  const kind = ints[2 * at + 1];
  const length = ints[2 * at + 2];
  const storage = newStorage(storageOf(kind), storageLength(kind, length));
  const from = 8 * (at + 2);
  bytesOf(storage).set(bytes.subarray(from, from + length));
  return decode(kind, storage);
}

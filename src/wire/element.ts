import { isArrayBuffer } from "node:util/types";

/** The arrays that travel as raw bytes and that reductions work on element by element. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** What a message's bytes are, as it stands in the envelope. The first eleven are their own storage. */
export const INT8 = 0;
export const UINT8 = 1;
export const UINT8_CLAMPED = 2;
export const INT16 = 3;
export const UINT16 = 4;
export const INT32 = 5;
export const UINT32 = 6;
export const FLOAT32 = 7;
export const FLOAT64 = 8;
export const BIGINT64 = 9;
export const BIGUINT64 = 10;
export const FLOAT16 = 11;
export const BUFFER = 12;
export const ARRAY_BUFFER = 13;
export const DATA_VIEW = 14;
/** One number, as a double. */
export const NUMBER = 15;
/** Any other value, packed. */
export const PACKED = 16;
export const KINDS = 17;

export type Kind = number;

type Constructor<A> = {
  new (length: number): A;
  new (buffer: ArrayBufferLike, offset: number, length: number): A;
};

/** Absent before Node 24. */
const Float16 = (globalThis as { Float16Array?: Constructor<Uint16Array> }).Float16Array;

interface Row {
  readonly name: string;
  /** Bytes of one element as `status.count` counts them. */
  readonly bytes: number;
  /** The plain array kind that carries the bytes. */
  readonly storage: Kind;
}

const table: readonly Row[] = [
  { name: "Int8Array", bytes: 1, storage: INT8 },
  { name: "Uint8Array", bytes: 1, storage: UINT8 },
  { name: "Uint8ClampedArray", bytes: 1, storage: UINT8_CLAMPED },
  { name: "Int16Array", bytes: 2, storage: INT16 },
  { name: "Uint16Array", bytes: 2, storage: UINT16 },
  { name: "Int32Array", bytes: 4, storage: INT32 },
  { name: "Uint32Array", bytes: 4, storage: UINT32 },
  { name: "Float32Array", bytes: 4, storage: FLOAT32 },
  { name: "Float64Array", bytes: 8, storage: FLOAT64 },
  { name: "BigInt64Array", bytes: 8, storage: BIGINT64 },
  { name: "BigUint64Array", bytes: 8, storage: BIGUINT64 },
  { name: "Float16Array", bytes: 2, storage: UINT16 },
  { name: "Buffer", bytes: 1, storage: UINT8 },
  { name: "ArrayBuffer", bytes: 1, storage: UINT8 },
  { name: "DataView", bytes: 1, storage: UINT8 },
  { name: "number", bytes: 8, storage: FLOAT64 },
  { name: "value", bytes: 1, storage: UINT8 },
];

const byName = new Map(table.slice(0, DATA_VIEW + 1).map(({ name }, kind) => [name, kind]));

export function kindName(kind: Kind): string {
  return table[kind]?.name ?? `kind ${kind}`;
}

export function elementBytes(kind: Kind): number {
  return table[kind].bytes;
}

export function storageOf(kind: Kind): Kind {
  return table[kind].storage;
}

/** The kind of an array or buffer, or -1 for any other value. Works across realms: it asks for the class's tag. */
export function kindOf(value: object): Kind {
  if (value instanceof Float64Array) return FLOAT64;
  const kind = byName.get((value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "") ?? -1;
  if (kind === UINT8 && Buffer.isBuffer(value)) return BUFFER;
  if (kind >= 0 && !ArrayBuffer.isView(value) && !isArrayBuffer(value)) return -1;
  return kind;
}

/** The bytes of an array, buffer or view as an array of its storage kind; no copy. */
export function asStorage(kind: Kind, value: object): TypedArray {
  if (kind <= BIGUINT64) return value as TypedArray;
  if (kind === BUFFER) return value as Uint8Array;
  if (kind === ARRAY_BUFFER) return new Uint8Array(value as ArrayBuffer);
  const view = value as DataView;
  if (kind === FLOAT16) return new Uint16Array(view.buffer, view.byteOffset, view.byteLength >> 1);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** A fresh array of a storage kind. */
export function newStorage(kind: Kind, length: number): TypedArray {
  switch (kind) {
    case FLOAT64:
      return new Float64Array(length);
    case INT8:
      return new Int8Array(length);
    case UINT8:
      return new Uint8Array(length);
    case UINT8_CLAMPED:
      return new Uint8ClampedArray(length);
    case INT16:
      return new Int16Array(length);
    case UINT16:
      return new Uint16Array(length);
    case INT32:
      return new Int32Array(length);
    case UINT32:
      return new Uint32Array(length);
    case FLOAT32:
      return new Float32Array(length);
    case BIGINT64:
      return new BigInt64Array(length);
    default:
      return new BigUint64Array(length);
  }
}

/** Elements of a storage kind that stand in a buffer; no copy. */
export function storageOver(kind: Kind, buffer: ArrayBufferLike, offset: number, length: number): TypedArray {
  return new views[kind](buffer, offset, length);
}

const views: readonly Constructor<TypedArray>[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

/** What the user gets for freshly received storage: the same memory as the kind that was sent. */
export function fromStorage(kind: Kind, storage: TypedArray): unknown {
  if (kind <= BIGUINT64) return storage;
  const { buffer, byteOffset, byteLength } = storage;
  switch (kind) {
    case BUFFER:
      return Buffer.from(buffer, byteOffset, byteLength);
    case ARRAY_BUFFER:
      return buffer;
    case DATA_VIEW:
      return new DataView(buffer, byteOffset, byteLength);
    case FLOAT16:
      return Float16 === undefined ? storage : new Float16(buffer, byteOffset, byteLength >> 1);
    default:
      return (storage as Float64Array)[0];
  }
}

/** Whether elements of `kind` may be laid into an array of kind `into`. Buffer and Uint8Array are one kind. */
export function fitsInto(kind: Kind, into: Kind): boolean {
  return kind === into || (kind === BUFFER && into === UINT8) || (kind === UINT8 && into === BUFFER);
}

/** Whether two arrays share bytes. */
export function overlap(a: TypedArray, b: TypedArray): boolean {
  return (
    a.buffer === b.buffer &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  );
}

/** What `fromStorage` gives for a copy of the elements. */
export function copyOf(kind: Kind, storage: TypedArray): unknown {
  return fromStorage(kind, copyOfStorage(kind, storage));
}

/** Not `slice()`: that of a Buffer is a view. */
export function copyOfStorage(kind: Kind, storage: TypedArray): TypedArray {
  const copy = newStorage(storageOf(kind), storage.length);
  copy.set(storage as never);
  return copy;
}

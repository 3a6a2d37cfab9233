import type { TypedArray } from "ranks";

interface ArrayClass {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, offset: number, length: number): TypedArray;
}

const float16 = (globalThis as { Float16Array?: ArrayClass }).Float16Array;

/** Every kind of typed array that this platform has. */
export const arrayClasses: readonly ArrayClass[] = [
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
  ...(float16 === undefined ? [] : [float16]),
] as readonly ArrayClass[];

/** Bytes that tell where they belong: no two places of a message look alike for long. */
export function stamp(bytes: Uint8Array, seed: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31 + (i >> 8) * 7 + seed * 13 + 1) % 61;
}

/** An array with stamped bytes: small ones, so that no float among them is NaN. */
export function sample<A extends TypedArray>(
  Class: new (length: number) => A,
  length: number,
  seed: number,
): A {
  const array = new Class(length);
  stamp(new Uint8Array(array.buffer), seed);
  return array;
}

/** The same elements in the middle of a larger buffer. */
export function amid(array: TypedArray, shared = false): TypedArray {
  const Class = array.constructor as ArrayClass;
  const before = Class.BYTES_PER_ELEMENT * 3;
  const size = before + array.byteLength + 16;
  const buffer = shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  new Uint8Array(buffer).fill(0xee);
  const view = new Class(buffer, before, array.length);
  view.set(array as never);
  return view;
}

/** Bytes of a message on both sides of the limit for small ones, wherever a transport has it. */
export const sizes = [
  0, 1, 8, 500, 991, 992, 993, 1000, 6144, 6145, 8191, 32_735, 32_736, 32_737, 70_000,
] as const;

function nested(depth: number): unknown {
  return depth === 0 ? "bottom" : { inside: [nested(depth - 1)] };
}

/** Values that have broken a serializer before, each made anew. */
export const awkwardValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  zero: () => 0,
  "minus zero": () => -0,
  "a fraction": () => 1.1,
  "not a number": () => NaN,
  infinity: () => -Infinity,
  "the largest safe integer": () => Number.MAX_SAFE_INTEGER,
  "the smallest double": () => Number.MIN_VALUE,
  "the largest double": () => Number.MAX_VALUE,
  "2^31": () => 2 ** 31,
  "2^32": () => 2 ** 32,
  "-2^31 - 1": () => -(2 ** 31) - 1,
  "no text": () => "",
  text: () => "grüße, 世界 😀 \u0000 end",
  "31 characters": () => "x".repeat(31),
  "32 characters": () => "x".repeat(32),
  "long text": () => "ab€😀".repeat(6_000),
  "0n": () => 0n,
  "-1n": () => -1n,
  "2^53n": () => 2n ** 53n,
  "the largest int64": () => 2n ** 63n - 1n,
  "the smallest int64": () => -(2n ** 63n),
  "the largest uint64": () => 2n ** 64n - 1n,
  "an empty list": () => [],
  "an empty object": () => ({}),
  "a list of lists": () => [1, [2, [3, [[], [4]]]]],
  "a mixed list": () => [0, "1", 2n, null, undefined, true, { three: 3 }, [4], 5.5],
  "a long list": () => Array.from({ length: 5000 }, (_, i) => i * 3 - 70),
  "a list of like objects": () => Array.from({ length: 40 }, (_, i) => ({ id: i, name: `n${i}` })),
  "an object of odd keys": () => ({ "": 1, "0": 2, "a b": 3, length: 4, ключ: 5, constructor: 6 }),
  "undefined inside": () => ({ here: undefined, there: [undefined] }),
  "an object of 70 keys": () => Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`key${i}`, i])),
  "nested 100 deep": () => nested(100),
  "a Map": () =>
    new Map<unknown, unknown>([
      ["a", 1],
      [2, { b: [3] }],
      [null, new Map([[1n, undefined]])],
    ]),
  "a Set": () => new Set<unknown>(["a", 1, null, 2n]),
  "a Date": () => new Date(1_700_000_000_123),
  "a Date before 1970": () => new Date(-86_400_001),
  "a list of Dates": () => [new Date(0), new Date(2 ** 40)],
  "arrays inside": () => ({
    floats: Float64Array.of(1.5, -0, NaN),
    bytes: Uint8Array.of(1, 2, 3),
    bigints: [BigInt64Array.of(-1n, 2n)],
    words: Int16Array.of(-1, 32767),
  }),
};

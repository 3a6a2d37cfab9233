import * as element from "../wire/element.ts";
import type { Kind, TypedArray } from "../wire/element.ts";
import type { Memory } from "./memory.ts";

/**
 * Up to so many elements a loop beats `set`, which costs about 30 ns before the first byte, and 65 ns where it needs a
 * subarray first.
 */
const LOOP_IN = 16;
const LOOP_OUT = 32;

/**
 * Copies elements into shared memory. One case for each kind keeps each access monomorphic: with one loop for all kinds the
 * engine would fall back to generic element access as soon as a program uses five of them.
 */
export function copyIn(
  memory: Memory,
  at: number,
  kind: Kind,
  array: TypedArray,
  first: number,
  count: number,
): void {
  if (count > LOOP_IN) {
    const view = viewOf(memory, kind);
    const part = first === 0 && count === array.length ? array : array.subarray(first, first + count);
    view.set(part as never, at / view.BYTES_PER_ELEMENT);
    return;
  }
  switch (kind) {
    case element.FLOAT64: {
      const from = array as Float64Array;
      for (let i = 0, to = at >> 3; i < count; i++) memory.f64[to + i] = from[first + i];
      return;
    }
    case element.INT32: {
      const from = array as Int32Array;
      for (let i = 0, to = at >> 2; i < count; i++) memory.i32[to + i] = from[first + i];
      return;
    }
    case element.FLOAT32: {
      const from = array as Float32Array;
      for (let i = 0, to = at >> 2; i < count; i++) memory.f32[to + i] = from[first + i];
      return;
    }
    case element.UINT8: {
      const from = array as Uint8Array;
      for (let i = 0; i < count; i++) memory.u8[at + i] = from[first + i];
      return;
    }
    default: {
      const view = viewOf(memory, kind);
      view.set(array.subarray(first, first + count) as never, at / view.BYTES_PER_ELEMENT);
    }
  }
}

/** Copies elements out of shared memory into `array`, from `first`. */
export function copyOut(
  memory: Memory,
  at: number,
  kind: Kind,
  array: TypedArray,
  first: number,
  count: number,
): void {
  if (count <= LOOP_OUT) {
    switch (kind) {
      case element.FLOAT64: {
        const to = array as Float64Array;
        for (let i = 0, from = at >> 3; i < count; i++) to[first + i] = memory.f64[from + i];
        return;
      }
      case element.INT32: {
        const to = array as Int32Array;
        for (let i = 0, from = at >> 2; i < count; i++) to[first + i] = memory.i32[from + i];
        return;
      }
      case element.FLOAT32: {
        const to = array as Float32Array;
        for (let i = 0, from = at >> 2; i < count; i++) to[first + i] = memory.f32[from + i];
        return;
      }
      case element.UINT8: {
        const to = array as Uint8Array;
        for (let i = 0; i < count; i++) to[first + i] = memory.u8[at + i];
        return;
      }
    }
  }
  const view = viewOf(memory, kind);
  const start = at / view.BYTES_PER_ELEMENT;
  array.set(view.subarray(start, start + count) as never, first);
}

function viewOf(memory: Memory, storage: Kind): TypedArray {
  switch (storage) {
    case element.FLOAT64:
      return memory.f64;
    case element.UINT8:
      return memory.u8;
    case element.INT32:
      return memory.i32;
    case element.FLOAT32:
      return memory.f32;
    case element.INT8:
      return memory.i8;
    case element.UINT8_CLAMPED:
      return memory.u8c;
    case element.INT16:
      return memory.i16;
    case element.UINT16:
      return memory.u16;
    case element.UINT32:
      return memory.u32;
    case element.BIGINT64:
      return memory.i64;
    default:
      return memory.u64;
  }
}

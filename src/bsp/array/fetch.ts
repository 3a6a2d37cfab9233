import { kindOf, newStorage } from "../../wire/element.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Bsp } from "../bsp.ts";
import type { Coarray } from "../coarray.ts";
import { scatter } from "../section.ts";
import type { Reading } from "../variable.ts";
import { Later } from "./later.ts";
import type { Piece } from "./piece.ts";

/** Gets pieces of other ranks at the next sync, each to its place in one array of `length` elements. */
export function fetch<A extends TypedArray>(
  steps: Bsp,
  coarray: Coarray<A>,
  pieces: readonly Piece[],
  length: number,
): Reading<A> {
  const whole = newStorage(kindOf(coarray.local), length) as A;
  /** What goes to places that do not follow each other, once it is here. */
  const unsorted: (() => void)[] = [];
  for (const { rank: source, from, to, length: run, times, fromStride, toStride } of pieces)
    if (times <= run)
      for (let k = 0; k < times; k++) {
        const start = to + k * toStride;
        const into = whole.subarray(start, start + run) as A;
        coarray.get({ source, offset: from + k * fromStride, count: run, into });
      }
    else
      for (let i = 0; i < run; i++) {
        const packed = coarray.get({ source, offset: from + i, stride: fromStride, count: times });
        unsorted.push(() => scatter(packed, whole, { offset: to + i, stride: toStride, count: times }));
      }
  return new Later(steps, `what was read of ${coarray.name}`, () => {
    for (const sort of unsorted) sort();
    return whole;
  });
}

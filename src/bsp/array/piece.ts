import { kindOf, newStorage } from "../../wire/element.ts";
import type { TypedArray } from "../../wire/element.ts";
import type { Coarray } from "../coarray.ts";
import { gather } from "../section.ts";

/** Elements that move together: `times` runs of `length` elements, at regular distances both where they are and where they go. */
export interface Piece {
  /** The other rank. */
  readonly rank: number;
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly times: number;
  readonly fromStride: number;
  readonly toStride: number;
}

/** Puts a piece of `values` on its rank at the next sync, as few runs or as few strided sections, whichever are fewer. */
export function putPiece<A extends TypedArray>(coarray: Coarray<A>, values: A, piece: Piece): void {
  const { rank: dest, from, to, length, times, fromStride, toStride } = piece;
  if (times <= length) {
    for (let run = 0; run < times; run++) {
      const start = from + run * fromStride;
      coarray.put(values.subarray(start, start + length) as A, { dest, offset: to + run * toStride });
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    const packed = newStorage(kindOf(values), times);
    gather(values, { offset: from + i, stride: fromStride, count: times }, packed);
    // Nobody else has the packed copy, so that it needs no other.
    coarray.hpput(packed as A, { dest, offset: to + i, stride: toStride });
  }
}

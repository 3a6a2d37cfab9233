import { Combining } from "#dist/collectives/combining.js";
import type { Op } from "#dist/collectives/op.js";
import { copyInto } from "#dist/collectives/room.js";

/** `left op right` for any two values of one kind; arrays element by element, into `into` or a fresh array. */
export function reduceInto<T>(op: Op, left: T, right: T, into?: T): T {
  const combining = new Combining(op, left, into);
  combining.requireLike(right);
  const answer = combining.join(left, right);
  if (into === undefined) return answer;
  if (combining.kernel === undefined) copyInto(answer, into);
  return into;
}

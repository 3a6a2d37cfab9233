import type { Combining } from "./combining.ts";

/**
 * Combines operands as a binomial tree does: the left part is the largest power of two of them. Of the first `pairs` places each
 * stands for two operands. The left part is made where the whole goes to, the right one in room of its own.
 */
export function fold<T>(
  combining: Combining<T>,
  operand: (place: number) => T,
  places: number,
  pairs = 0,
): T {
  return part(combining, operand, 0, places, pairs, 0);
}

function part<T>(
  combining: Combining<T>,
  operand: (place: number) => T,
  first: number,
  places: number,
  pairs: number,
  depth: number,
): T {
  if (places === 1) {
    if (first >= pairs) return operand(first + pairs);
    return combining.join(operand(2 * first), operand(2 * first + 1), combining.place(depth));
  }
  const half = 1 << (31 - Math.clz32(places - 1));
  const left = part(combining, operand, first, half, pairs, depth);
  const right = part(combining, operand, first + half, places - half, pairs, depth + 1);
  return combining.join(left, right, combining.place(depth));
}

import type { Combining } from "./combining.ts";

export interface Operands<T> {
  operand(index: number): T;
}

/**
 * Combines operands as a binomial tree does: the left part is the largest power of two of them. Each of the first `pairs` places
 * stands for two operands. The left part is made where the whole goes to, the right one in room of its own.
 */
export function fold<T>(combining: Combining<T>, operands: Operands<T>, places: number, pairs: number): T {
  return part(combining, operands, 0, places, pairs, 0);
}

function part<T>(
  combining: Combining<T>,
  operands: Operands<T>,
  first: number,
  places: number,
  pairs: number,
  depth: number,
): T {
  if (places === 1) {
    if (first >= pairs) return operands.operand(first + pairs);
    const [left, right] = [operands.operand(2 * first), operands.operand(2 * first + 1)];
    return combining.join(left, right, combining.place(depth));
  }
  const half = 1 << (31 - Math.clz32(places - 1));
  const left = part(combining, operands, first, half, pairs, depth);
  const right = part(combining, operands, first + half, places - half, pairs, depth + 1);
  return combining.join(left, right, combining.place(depth));
}

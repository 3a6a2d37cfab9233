/** How two operands become one, and where. */
export interface Joining<T> {
  /** Room for what is made at a depth of the tree: the answer at depth 0. */
  place(depth: number): T | undefined;
  join(left: T, right: T, target: T | undefined): T;
}

export interface Operands<T> {
  operand(index: number): T;
}

/**
 * Combines operands as a binomial tree does: the left part is the largest power of two of them. Each of the first `pairs` places
 * stands for two operands. The left part is made where the whole goes to, the right one in room of its own.
 */
export function fold<T>(joining: Joining<T>, operands: Operands<T>, places: number, pairs: number): T {
  return part(joining, operands, 0, places, pairs, 0);
}

function part<T>(
  joining: Joining<T>,
  operands: Operands<T>,
  first: number,
  places: number,
  pairs: number,
  depth: number,
): T {
  if (places === 1) {
    if (first >= pairs) return operands.operand(first + pairs);
    const [left, right] = [operands.operand(2 * first), operands.operand(2 * first + 1)];
    return joining.join(left, right, joining.place(depth));
  }
  const half = 1 << (31 - Math.clz32(places - 1));
  const left = part(joining, operands, first, half, pairs, depth);
  const right = part(joining, operands, first + half, places - half, pairs, depth + 1);
  return joining.join(left, right, joining.place(depth));
}

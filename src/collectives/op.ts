import type { TypedArray } from "../wire/element.ts";

/** How two values become one in a reduction. */
export interface Op<T = unknown> {
  readonly name: string;
  /** Whether the order of operands may change; rank order is kept where it may not. */
  readonly commutative: boolean;
  /** A number that all ranks agree on, so that ranks that reduce differently find out. */
  readonly code: number;
  /** Combines two elements; `left` comes from the lower rank. */
  readonly scalar: (left: T, right: T) => T;
  /** Combines arrays element by element: `into[i] = left[i] op right[i]`; `into` may be either of them. */
  readonly kernel: ((kind: number) => Kernel | undefined) | undefined;
}

/** One operation on arrays of one kind, over the first `n` elements. */
export type Kernel = (into: TypedArray, left: TypedArray, right: TypedArray, n: number) => void;

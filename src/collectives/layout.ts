import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";

/** Where each rank's piece stands in one array, in elements. */
export interface Layout {
  readonly counts: readonly number[];
  readonly displs: readonly number[];
}

/** One block of `count` elements for each rank. */
export function equalBlocks(count: number, size: number): Layout {
  return {
    counts: Array.from({ length: size }, () => count),
    displs: Array.from({ length: size }, (_, i) => i * count),
  };
}

/** An array cut into equal blocks. */
export function divided(what: string, array: TypedArray, size: number): Layout {
  if (array.length % size !== 0) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${what} has ${array.length} elements, which ${size} ranks cannot share equally; say how many each gets`,
    );
  }
  return equalBlocks(array.length / size, size);
}

/** What the caller said; undefined where nothing was said. */
export function stated(
  counts: readonly number[] | undefined,
  displs: readonly number[] | undefined,
  size: number,
  names: readonly [string, string] = ["counts", "displs"],
): Layout | undefined {
  if (counts === undefined) {
    if (displs === undefined) return undefined;
    throw new RanksError("ERR_RANKS_USAGE", `${names[1]} came without ${names[0]}; pass both`);
  }
  requireNumbers(names[0], counts, size);
  if (displs !== undefined) requireNumbers(names[1], displs, size);
  return { counts, displs: displs ?? prefixSums(counts) };
}

function requireNumbers(name: string, numbers: readonly number[], size: number): void {
  if (numbers.length !== size) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${name} has ${numbers.length} entries for ${size} ranks; pass one for each`,
    );
  }
  const wrong = numbers.findIndex((number) => !Number.isSafeInteger(number) || number < 0);
  if (wrong >= 0) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `${name}[${wrong}] is ${numbers[wrong]}; pass whole numbers of elements from 0`,
    );
  }
}

function prefixSums(counts: readonly number[]): number[] {
  let total = 0;
  return counts.map((count) => (total += count) - count);
}

/** The end of the piece that ends last. */
export function extent(layout: Layout): number {
  return layout.counts.reduce(
    (end, count, i) => (count === 0 ? end : Math.max(end, layout.displs[i] + count)),
    0,
  );
}

/** All pieces must lie in the array that they are sent from. */
export function requireWithin(what: string, array: TypedArray, layout: Layout): void {
  const end = extent(layout);
  if (end > array.length) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the pieces end at element ${end} and ${what} has ${array.length}; correct the counts`,
    );
  }
}

export function piece(array: TypedArray, layout: Layout, rank: number): TypedArray {
  const from = layout.displs[rank];
  return array.subarray(from, from + layout.counts[rank]);
}

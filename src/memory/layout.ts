/**
 * Where things stand in a region shared by n endpoints (ranks, or ranks and their pump):
 *
 *     doorbell 0 | doorbell 1 | ... | ring 0→0 | ring 0→1 | ... | ring (n-1)→(n-1)
 *
 * A doorbell is one line: [sequence, sleeping]. A ring is a line of control, [head, starved], and its data.
 * All zero is a valid empty region, so nobody has to initialise it and nobody has to wait for that.
 */

/** Hot words of different writers stand this far apart: two cache lines, since processors fetch pairs. */
export const LINE = 128;

/** A whole host's rings together stay below this, down to the smallest ring. */
const REGION_LIMIT = 64 << 20;
const LARGEST_RING = 256 << 10;
const SMALLEST_RING = 8 << 10;

export interface Layout {
  readonly endpoints: number;
  /** Bytes of each ring's data, a power of two. */
  readonly capacity: number;
  readonly bytes: number;
}

export function layout(endpoints: number, largestRing = LARGEST_RING): Layout {
  const share = REGION_LIMIT / (endpoints * endpoints);
  const capacity = Math.min(largestRing, Math.max(SMALLEST_RING, 2 ** Math.floor(Math.log2(share))));
  return layoutWith(endpoints, capacity);
}

/** For rings of a capacity that is a power of two. */
export function layoutWith(endpoints: number, capacity: number): Layout {
  return { endpoints, capacity, bytes: endpoints * LINE + endpoints * endpoints * (LINE + capacity) };
}

/** Index of an endpoint's doorbell in 32-bit words. */
export function doorbellWord(endpoint: number): number {
  return (endpoint * LINE) >> 2;
}

/** Byte offset of the control line of the ring from `source` to `dest`; its data follow. */
export function ringOffset({ endpoints, capacity }: Layout, source: number, dest: number): number {
  return endpoints * LINE + (source * endpoints + dest) * (LINE + capacity);
}

/**
 * Where things stand in a region shared by n endpoints (ranks, or ranks and their pump):
 *
 *     doorbell 0 | doorbell 1 | ... | ring 0→0 | ring 0→1 | ... | ring (n-1)→(n-1) | owners | set 0 | set 1 | ...
 *
 * A doorbell is one line: [sequence, sleeping]. A ring is a line of control, [head, starved], and its data. A set is what one
 * communicator's collectives meet in: a line, [starved], and for each endpoint a slot, which only that one writes: a line,
 * [floor], cells and a bay (cells.ts).
 * All zero is a valid empty region, so nobody has to initialise it and nobody has to wait for that.
 */

/** Hot words of different writers stand this far apart: two cache lines, since processors fetch pairs. */
export const LINE = 128;

/** A whole host's rings together stay below this, down to the smallest ring. */
const REGION_LIMIT = 64 << 20;
const LARGEST_RING = 256 << 10;
const SMALLEST_RING = 8 << 10;

/** So many collectives of a communicator may be in the cells at the same moment, a power of two. */
export const DEPTH = 4;
/** Before a cell's payload: [stamp, first, second, kind, bytes, first and second of the collective before, step]. */
export const CELL_HEAD = 32;

/** How much memory there is in which collectives meet. */
export interface Commons {
  /** Communicators that can have one, at most a line of owners. */
  readonly sets: number;
  /** Bytes of a cell's payload. */
  readonly payload: number;
  /** Bytes of a slot's bay, where large arrays go through in pieces. */
  readonly bay: number;
}

/** Pages that nobody writes cost nothing: these are for a program with some communicators. */
const SETS = 16;
const LARGEST_PAYLOAD = 16 << 10;
/**
 * Two pieces of 512 KiB: where ranks take turns on a processor, each piece costs two turns. Pieces of 128 KiB took 5 to 10 % longer,
 * those of 32 KiB 25 %.
 */
const LARGEST_BAY = 1 << 20;
const BAYS_LIMIT = 64 << 20;

function commonsFor(endpoints: number): Commons {
  const share = BAYS_LIMIT / (SETS * endpoints);
  const bay = Math.min(LARGEST_BAY, 2 ** Math.floor(Math.log2(share)));
  return { sets: SETS, payload: Math.min(LARGEST_PAYLOAD, bay >> 3), bay };
}

export interface Layout {
  readonly endpoints: number;
  /** Bytes of each ring's data, a power of two. */
  readonly capacity: number;
  readonly commons: Commons;
  readonly bytes: number;
}

export function layout(endpoints: number, largestRing = LARGEST_RING): Layout {
  const share = REGION_LIMIT / (endpoints * endpoints);
  const capacity = Math.min(largestRing, Math.max(SMALLEST_RING, 2 ** Math.floor(Math.log2(share))));
  return layoutWith(endpoints, capacity);
}

/** For rings of a capacity that is a power of two. */
export function layoutWith(endpoints: number, capacity: number, commons = commonsFor(endpoints)): Layout {
  const plan = { endpoints, capacity, commons };
  return { ...plan, bytes: setOffset(plan, commons.sets) };
}

type Plan = Omit<Layout, "bytes">;

/** Byte offset of the owners: a word for each set, 1 while a communicator has it. */
export function ownersOffset({ endpoints, capacity }: Plan): number {
  return endpoints * LINE + endpoints * endpoints * (LINE + capacity);
}

export function setOffset(plan: Plan, set: number): number {
  return ownersOffset(plan) + LINE + set * (LINE + plan.endpoints * slotBytes(plan));
}

export function slotOffset(plan: Plan, set: number, endpoint: number): number {
  return setOffset(plan, set) + LINE + endpoint * slotBytes(plan);
}

function slotBytes(plan: Plan): number {
  return bayWithin(plan) + plan.commons.bay;
}

/** Where a slot's bay begins in it. */
export function bayWithin(plan: Plan): number {
  return LINE + DEPTH * cellBytes(plan);
}

export function cellBytes({ commons }: Plan): number {
  return LINE * Math.ceil((CELL_HEAD + commons.payload) / LINE);
}

/** Index of an endpoint's doorbell in 32-bit words. */
export function doorbellWord(endpoint: number): number {
  return (endpoint * LINE) >> 2;
}

/** Byte offset of the control line of the ring from `source` to `dest`; its data follow. */
export function ringOffset({ endpoints, capacity }: Layout, source: number, dest: number): number {
  return endpoints * LINE + (source * endpoints + dest) * (LINE + capacity);
}

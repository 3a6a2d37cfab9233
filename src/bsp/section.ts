import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";

/** Elements of an array: `count` of them from `offset`, each `stride` after the one before. */
export interface Section {
  readonly offset: number;
  readonly stride: number;
  readonly count: number;
}

/** How many elements there are from `offset` to the end. */
export function countToEnd(offset: number, stride: number, length: number): number {
  return Math.max(0, Math.ceil((length - offset) / stride));
}

/** `what` names the array and its rank. */
export function checkSection({ offset, stride, count }: Section, length: number, what: string): void {
  if (!(Number.isInteger(offset) && Number.isInteger(stride) && Number.isInteger(count)))
    throw usage(`${what}: offset ${offset}, stride ${stride} and count ${count} must be whole numbers`);
  if (stride < 1) throw usage(`${what}: the stride is ${stride}; give 1 or more`);
  if (count < 0) throw usage(`${what}: the count is ${count}; give 0 or more`);
  const last = count === 0 ? offset : offset + (count - 1) * stride;
  if (offset < 0 || (count > 0 ? last >= length : last > length)) {
    const elements = count === 1 ? `element ${offset}` : `elements ${offset} to ${last}`;
    throw usage(`${what}: ${elements} asked for, and it has ${length}; stay below that`);
  }
}

function usage(what: string): RanksError {
  return new RanksError("ERR_RANKS_USAGE", what);
}

/** Copies the elements to the front of `packed`, one after the other. */
export function gather(array: TypedArray, { offset, stride, count }: Section, packed: TypedArray): void {
  if (stride === 1) packed.set(array.subarray(offset, offset + count) as never);
  else for (let i = 0, at = offset; i < count; i++, at += stride) packed[i] = array[at];
}

/** The other way round. */
export function scatter(packed: TypedArray, array: TypedArray, { offset, stride, count }: Section): void {
  if (stride === 1) array.set(packed as never, offset);
  else for (let i = 0, at = offset; i < count; i++, at += stride) array[at] = packed[i];
}

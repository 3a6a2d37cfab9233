import { RanksError } from "../errors.ts";
import { ANY_SOURCE, ANY_TAG, PROC_NULL } from "./point-to-point.ts";

const LARGEST_TAG = 2 ** 31 - 1;

function notARank(role: string, rank: unknown, size: number, others: string): RanksError {
  const range = size === 1 ? "0" : `0 to ${size - 1}`;
  return new RanksError(
    "ERR_RANKS_RANK",
    `${role} is ${String(rank)}; this communicator has ranks ${range}${others}`,
  );
}

function isRank(rank: unknown, size: number): boolean {
  // The unsigned 32-bit integer that is the number itself: one comparison instead of three on the way of every message.
  return (rank as number) >>> 0 === rank && rank < size;
}

export function checkDest(dest: number, size: number): void {
  if (isRank(dest, size) || dest === PROC_NULL) return;
  throw notARank("dest", dest, size, " (or PROC_NULL)");
}

export function checkSource(source: number, size: number): void {
  if (isRank(source, size) || source === ANY_SOURCE || source === PROC_NULL) return;
  throw notARank("source", source, size, " (or ANY_SOURCE or PROC_NULL)");
}

export function checkRoot(root: number, size: number): void {
  if (!isRank(root, size)) throw notARank("root", root, size, "");
}

export function checkTag(tag: number, wildcard: boolean): void {
  if (tag >>> 0 === tag && tag <= LARGEST_TAG) return;
  if (wildcard && tag === ANY_TAG) return;
  throw new RanksError(
    "ERR_RANKS_TAG",
    `the tag is ${String(tag)}; tags are 0 to 2^31 - 1${wildcard ? " (or ANY_TAG)" : ""}`,
  );
}

/** What `agree` combines, as the bits of a number. */
export function checkFlag(flag: number | boolean): void {
  if (typeof flag === "boolean" || (flag | 0) === flag || flag >>> 0 === flag) return;
  throw new RanksError(
    "ERR_RANKS_USAGE",
    `the flag is ${String(flag)}; pass true, false or an integer of 32 bits`,
  );
}

/** Colours and keys of `split`. */
export function checkInteger(name: string, value: number): void {
  if (Number.isSafeInteger(value)) return;
  throw new RanksError("ERR_RANKS_USAGE", `${name} is ${String(value)}; pass a safe integer`);
}

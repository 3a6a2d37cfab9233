import { kindName } from "./element.ts";
import type { Kind } from "./element.ts";

/**
 * What two ranks must agree on in one collective call, in the two words that its messages carry: which operation, which
 * reduction, which root, and how many bytes where these must be equal. A receiver that finds another signature than its own
 * knows that the program's ranks went apart.
 */
export const OPERATIONS = [
  "point to point",
  "barrier",
  "bcast",
  "reduce",
  "allreduce",
  "gather",
  "allgather",
  "scatter",
  "alltoall",
  "reduceScatter",
  "scan",
  "exscan",
  "split",
  "dup",
  "free",
  "sync",
] as const;

export type OperationName = (typeof OPERATIONS)[number];

const REDUCTIONS = [
  "",
  "sum",
  "prod",
  "min",
  "max",
  "land",
  "lor",
  "lxor",
  "band",
  "bor",
  "bxor",
  "minloc",
  "maxloc",
  "a user operation",
];

/** The first word. `reduction` is an operation's code, 0 without one; `kind` that of the values, -1 where it may differ. */
export function signature(operation: OperationName, root: number, reduction: number, kind: Kind): number {
  return OPERATIONS.indexOf(operation) | (Math.min(reduction, 31) << 5) | (root << 10) | ((kind + 1) << 26);
}

/** "allreduce(sum) of 24 bytes", "bcast with root 2" or "sync of superstep 7". */
export function describeSignature(first: number, second: number): string {
  const operation = OPERATIONS[first & 31] ?? "an unknown operation";
  if (operation === "sync") return describeSync(second);
  const reduction = REDUCTIONS[(first >>> 5) & 31] ?? "another operation";
  const kind = (first >>> 26) - 1;
  const rooted = ["bcast", "reduce", "gather", "scatter"].includes(operation);
  return (
    operation +
    (reduction === "" ? "" : `(${reduction})`) +
    (rooted ? ` with root ${(first >>> 10) & 0xffff}` : "") +
    (kind >= 0 ? ` of a ${kindName(kind)}` : "") +
    (second > 0 ? ` of ${second - 1} bytes` : "")
  );
}

/** The second word of a sync: which of the communicator's BSP worlds, and its superstep. Both wrap. */
export function syncNumber(world: number, superstep: number): number {
  return ((world & 0x7f) << 24) | (superstep & 0xffffff);
}

function describeSync(number: number): string {
  const world = number >>> 24;
  return `sync of superstep ${number & 0xffffff}${world === 0 ? "" : ` of bsp #${world}`}`;
}

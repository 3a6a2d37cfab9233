import type { CellLimits } from "./matter.ts";

const KIB = 1024;

const powerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

/**
 * Which algorithm for which ranks and sizes. Only what every rank knows may decide where ranks must run the same algorithm;
 * gather, scatter and bcast have one for all, since only the root knows the size.
 *
 * Barriers, broadcasts, and reductions of small values go through cells where the ranks share memory (in-cells.ts). Else:
 *
 * | operation     | small               | large                                                                      |
 * | ------------- | ------------------- | -------------------------------------------------------------------------- |
 * | barrier       | central for 4 to 7 ranks (as Open MPI's coll/tuned has it), else dissemination                   |
 * | allreduce     | recursive doubling  | ring where ranks are no power of two and the order is free; Rabenseifner   |
 * | reduce        | binomial from the root where the order is free, else in order, to rank 0 and on to the root      |
 * | reduceScatter | all partners at once | one partner at a time                                                     |
 * | allgather, alltoall | 32 partners at once | 2 partners at a time                                                 |
 * | scan, exscan  | distance doubling   |                                                                            |
 */
/** Reading so many bytes takes about as long as a message. */
const READ_BY_ALL = 64 * KIB;

export const choose = {
  /** Whether a reduction shall go through cells, where there are some. */
  cells({ largest }: CellLimits, ranks: number, value: unknown): boolean {
    if (typeof value === "number") return true;
    if (!ArrayBuffer.isView(value)) return false;
    return value.byteLength <= largest && ranks * value.byteLength <= READ_BY_ALL;
  },

  barrier(ranks: number): "central" | "dissemination" {
    return ranks >= 4 && ranks < 8 ? "central" : "dissemination";
  },

  /** `bytes` is 0 for a value that can only be combined as a whole. */
  allreduce(
    ranks: number,
    bytes: number,
    commutative: boolean,
  ): "recursive doubling" | "rabenseifner" | "ring" {
    if (bytes < 16 * KIB || ranks < 3) return "recursive doubling";
    return commutative && !powerOfTwo(ranks) ? "ring" : "rabenseifner";
  },

  reduce(commutative: boolean): "binomial from the root" | "in rank order" {
    return commutative ? "binomial from the root" : "in rank order";
  },

  /** Partners at once: each needs room for a block. */
  reduceScatter(ranks: number, bytes: number): number {
    return bytes < 64 * KIB ? ranks - 1 : 1;
  },

  /** Partners at once. Each pair exchanges the same messages however many there are, so that ranks may differ in this. */
  exchange(bytes: number): number {
    return bytes < 32 * KIB ? 32 : 2;
  },
};

import type { CellLimits } from "./matter.ts";
import { thresholds } from "./thresholds.ts";

const powerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

/**
 * Which algorithm for which ranks and sizes; thresholds.ts has the numbers. Only what every rank knows may decide where ranks must
 * run the same algorithm; gather, scatter and bcast have one for all, since only the root knows the size.
 *
 * Barriers, broadcasts, and reductions of small values go through cells where the ranks share memory (in-cells.ts). Else:
 *
 * | operation     | small               | large                                                                      |
 * | ------------- | ------------------- | -------------------------------------------------------------------------- |
 * | barrier       | central for a few ranks, else dissemination                                                     |
 * | allreduce     | recursive doubling  | ring where ranks are no power of two, the order is free and blocks are large; Rabenseifner |
 * | reduce        | binomial from the root where the order is free, else in order, to rank 0 and on to the root      |
 * | reduceScatter | all partners at once | one partner at a time                                                     |
 * | allgather, alltoall | 32 partners at once | 2 partners at a time                                                 |
 * | scan, exscan  | distance doubling   |                                                                            |
 */
export const choose = {
  /** Whether a reduction shall go through cells, where there are some. */
  cells({ largest }: CellLimits, ranks: number, value: unknown): boolean {
    if (typeof value === "number") return true;
    if (!ArrayBuffer.isView(value)) return false;
    return value.byteLength <= largest && ranks * value.byteLength <= thresholds.readByAll;
  },

  barrier(ranks: number): "central" | "dissemination" {
    return ranks >= thresholds.centralFrom && ranks < thresholds.centralBelow ? "central" : "dissemination";
  },

  /** `bytes` is 0 for a value that can only be combined as a whole. */
  allreduce(
    ranks: number,
    bytes: number,
    commutative: boolean,
  ): "recursive doubling" | "rabenseifner" | "ring" {
    if (bytes < thresholds.allreduceInBlocks || ranks < 3) return "recursive doubling";
    const ring = commutative && !powerOfTwo(ranks) && bytes / ranks >= thresholds.ringBlock;
    return ring ? "ring" : "rabenseifner";
  },

  reduce(commutative: boolean): "binomial from the root" | "in rank order" {
    return commutative ? "binomial from the root" : "in rank order";
  },

  /** Partners at once: each needs room for a block. */
  reduceScatter(ranks: number, bytes: number): number {
    return bytes < thresholds.reduceScatterInTurn ? ranks - 1 : 1;
  },

  /** Partners at once. Each pair exchanges the same messages however many there are, so that ranks may differ in this. */
  exchange(bytes: number): number {
    return bytes < thresholds.exchangeInPairs ? 32 : 2;
  },
};

/**
 * Where one algorithm gives way to another, in bytes unless said. `npm run bench:thresholds` measures, proposes and writes these;
 * its ranks try others, so the numbers can be set.
 */
export const thresholds = {
  /** From so many ranks on a barrier is central, */
  centralFrom: 4,
  /** and below so many (as Open MPI's coll/tuned has it). */
  centralBelow: 8,
  /** Of all operands of a reduction together, up to which every rank reads them in cells: that takes about as long as a message. */
  readByAll: 65_536,
  /** Of an array, from which on allreduce cuts it into blocks. */
  allreduceInBlocks: 16_384,
  /** Of a block, from which on allreduce takes the ring where ranks are no power of two. */
  ringBlock: 0,
  /** Of the whole array, from which on reduceScatter has one partner at a time. */
  reduceScatterInTurn: 65_536,
  /** Of a piece, from which on allgather and alltoall have two partners at a time. */
  exchangeInPairs: 32_768,
};

/**
 * Which rank has which of n elements: pure arithmetic, without a message. `block`, `cyclic`, `blockCyclic` and `grid` make some;
 * a program may have its own. Every element has one owner and one place there, and those of a rank are numbered from 0 without
 * a gap, in the order of their global indices. (Bisseling, Parallel Scientific Computation, 2nd edition 2020, section 1.3.)
 *
 * Indices that there are not throw ERR_RANKS_USAGE.
 */
export interface Partitioning {
  /** As errors name it; ranks that distribute an array differently are told so by it. */
  readonly name: string;
  /** n: all elements. */
  readonly length: number;
  /** p: the ranks that may have some, from 0 on. */
  readonly ranks: number;

  /** The rank that has the element. */
  owner(global: number): number;
  /** Its place among those of its owner. */
  localOf(global: number): number;
  /** The other way round: the global index of a rank's element. */
  globalOf(rank: number, local: number): number;
  /** How many a rank has; none where the rank is p or more. */
  lengthOn(rank: number): number;
  /** How many elements, from this one on, have the same owner and follow each other there: what can be moved as one. */
  runAt(global: number): number;
}

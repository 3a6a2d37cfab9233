import type { Thresholds } from "./table.ts";

/** Two algorithms, and the number that says where the one for small things gives way to the one for large things. */
export interface Contest {
  readonly threshold: keyof Thresholds;
  readonly collective: string;
  readonly small: string;
  readonly large: string;
  /** Numbers of ranks to measure. */
  readonly ranks: readonly number[];
  /** Of a piece, as `ranks bench collectives` counts it. */
  readonly sizes: readonly number[];
  /** What the threshold counts where pieces have so many bytes. */
  readonly counts: (bytes: number, ranks: number) => number;
  /** Set where both go through shared memory. */
  readonly inMemory?: true;
  /** What else the table must say for these two to compete. */
  readonly besides?: Partial<Thresholds>;
}

const KIB = 1024;
const powers = (from: number, to: number): number[] =>
  Array.from({ length: Math.log2(to / from) + 1 }, (_, i) => from * 2 ** i);

const ofPiece = (bytes: number): number => bytes;

export const CONTESTS: readonly Contest[] = [
  {
    threshold: "readByAll",
    collective: "allreduce",
    small: "in cells, which all read",
    large: "in bays, of which each reads its part",
    ranks: [2, 3, 4],
    sizes: powers(2 * KIB, 16 * KIB),
    counts: (bytes, ranks) => bytes * ranks,
    inMemory: true,
  },
  {
    threshold: "allreduceInBlocks",
    collective: "allreduce",
    small: "recursive doubling",
    large: "the ring, or Rabenseifner's",
    ranks: [3, 4, 6],
    sizes: powers(2 * KIB, 256 * KIB),
    counts: ofPiece,
  },
  {
    threshold: "ringBlock",
    collective: "allreduce",
    small: "Rabenseifner's",
    large: "the ring",
    ranks: [3, 5, 6],
    sizes: powers(4 * KIB, 512 * KIB),
    counts: (bytes, ranks) => bytes / ranks,
    besides: { allreduceInBlocks: 1 },
  },
  {
    threshold: "reduceScatterInTurn",
    collective: "reduceScatter",
    small: "all partners at once",
    large: "one partner at a time",
    ranks: [3, 4, 6],
    sizes: powers(2 * KIB, 128 * KIB),
    counts: (bytes, ranks) => bytes * ranks,
  },
  ...["allgather", "alltoall"].map((collective): Contest => ({
    threshold: "exchangeInPairs",
    collective,
    small: "32 partners at once",
    large: "2 partners at a time",
    ranks: [4, 6, 8],
    sizes: powers(4 * KIB, 256 * KIB),
    counts: ofPiece,
  })),
];

/** Numbers of ranks on which a central barrier and dissemination compete. */
export const BARRIERS: readonly number[] = [2, 3, 4, 5, 6, 8, 10];

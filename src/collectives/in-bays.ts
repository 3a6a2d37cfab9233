import type { TypedArray } from "../wire/element.ts";
import { UINT8 } from "../wire/element.ts";
import { choose } from "./choose.ts";
import type { Combining } from "./combining.ts";
import { fold } from "./fold.ts";
import type { Matter, SharedCells } from "./matter.ts";
import type { Kernel } from "./op.ts";

/**
 * Allreduce of large arrays in shared memory, piece by piece. Of each piece every rank combines a slice of its own, straight from
 * the others' bays, into its bay, and all take the slices from there (as coll/xhc of Open MPI and release-gather of MPICH do). Two
 * pieces have room, so that one can be filled while the last one is still being taken. Per element each rank copies once in and once out,
 * and combines 1 / p of them p - 1 times.
 *
 * Minima in µs, messages / bays / Open MPI, taken in turns on 2 processors: on 2 ranks 64 KiB 22 / 12 / 18, 1 MiB 620 / 94 / 152; on
 * 4 ranks 64 KiB 127 / 70 / 61, 1 MiB 1007 / 529 / 412. Where the machine moves lines slowly between its cores, all take two to three
 * times as long.
 */
export class AllreduceInBays<T> implements Matter<T> {
  readonly usesBays = true;
  readonly from = 0;
  readonly to: number;
  readonly #combining: Combining<T>;
  readonly #rank: number;
  readonly #value: TypedArray;
  readonly #result: TypedArray;
  readonly #fold: SliceFold;
  /** Elements of a piece. */
  readonly #piece: number;
  /** Of every rank. */
  #bays: readonly TypedArray[] = [];
  #step = FILLED;

  constructor(combining: Combining<T>, commutative: boolean, rank: number, size: number, bayBytes: number) {
    this.to = size;
    this.#combining = combining;
    this.#rank = rank;
    this.#result = combining.result as TypedArray;
    this.#value = combining.separated().value as TypedArray;
    this.#piece = Math.floor(bayBytes / 2 / this.#value.BYTES_PER_ELEMENT);
    this.#fold = choose.allreduce(size, combining.bytes, commutative) === "ring" ? foldRound : foldTree;
  }

  contribute(cells: SharedCells): void {
    const { kind } = this.#combining;
    this.#bays = Array.from({ length: this.to }, (_, rank) => cells.bay(rank, kind));
    this.#fill(0);
    cells.show(UINT8, 0);
    cells.advance(FILLED);
  }

  proceed(cells: SharedCells): boolean {
    for (;;) {
      if (!cells.reached(this.#step)) return false;
      const piece = (this.#step - 1) >> 1;
      if (this.#step % 2 === FILLED) this.#combine(piece);
      else {
        this.#take(piece);
        if ((piece + 1) * this.#piece >= this.#value.length) return true;
        this.#fill(piece + 1);
      }
      cells.advance(++this.#step);
    }
  }

  conclude(): T {
    return this.#combining.answer(this.#result as T);
  }

  /** Where a rank's slice of a piece lies: in the bays, and how many elements further on in the whole. */
  #slice(piece: number, rank: number): Slice {
    const count = Math.min(this.#piece, this.#value.length - piece * this.#piece);
    const base = (piece % 2) * this.#piece;
    return {
      from: base + Math.floor((rank * count) / this.to),
      to: base + Math.floor(((rank + 1) * count) / this.to),
      offset: piece * this.#piece - base,
    };
  }

  /** Shows the others their slices. */
  #fill(piece: number): void {
    const bay = this.#bays[this.#rank];
    for (let rank = 0; rank < this.to; rank++) {
      if (rank === this.#rank) continue;
      const { from, to, offset } = this.#slice(piece, rank);
      bay.set(this.#value.subarray(from + offset, to + offset) as never, from);
    }
  }

  #combine(piece: number): void {
    const { from, to, offset } = this.#slice(piece, this.#rank);
    this.#fold({
      combining: this.#combining as unknown as Combining<TypedArray>,
      size: this.to,
      total: this.#value.length,
      first: from + offset,
      count: to - from,
      target: this.#bays[this.#rank].subarray(from, to),
      operand: (rank) =>
        rank === this.#rank
          ? this.#value.subarray(from + offset, to + offset)
          : this.#bays[rank].subarray(from, to),
    });
  }

  #take(piece: number): void {
    for (let rank = 0; rank < this.to; rank++) {
      const { from, to, offset } = this.#slice(piece, rank);
      this.#result.set(this.#bays[rank].subarray(from, to) as never, from + offset);
    }
  }
}

/** Of a piece's two steps the first one; the second is that its slices are combined. */
const FILLED = 1;

interface Slice {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** A rank's slice of a piece, to be combined. */
interface Work {
  readonly combining: Combining<TypedArray>;
  readonly size: number;
  /** Elements of the whole, the first one of the slice, and how many that has. */
  readonly total: number;
  readonly first: number;
  readonly count: number;
  readonly target: TypedArray;
  readonly operand: (rank: number) => TypedArray;
}

/** Combines in the order of one of the algorithms that send messages: the same bits. */
type SliceFold = (work: Work) => void;

/** As recursive doubling and Rabenseifner's algorithm. */
function foldTree({ combining, size, count, target, operand }: Work): void {
  const kernel = combining.kernel!;
  const core = 2 ** (31 - Math.clz32(size));
  const places: TypedArray[] = [target];
  const joining = {
    place: (depth: number) => (places[depth] ??= combining.room(count)!),
    join: (left: TypedArray, right: TypedArray, into: TypedArray) => {
      kernel(into, left, right, count);
      return into;
    },
  };
  fold(joining, { operand }, core, size - core);
}

/** As the ring, in which what becomes of a block starts at the rank of the same number and goes round. */
function foldRound(work: Work): void {
  const { combining, size, total, first, count, target, operand } = work;
  for (let block = 0; block < size; block++) {
    const from = Math.max(0, Math.floor((block * total) / size) - first);
    const to = Math.min(count, Math.floor(((block + 1) * total) / size) - first);
    if (from < to)
      goRound(combining.kernel!, block, size, target.subarray(from, to), (rank) =>
        operand(rank).subarray(from, to),
      );
  }
}

function goRound(
  kernel: Kernel,
  start: number,
  size: number,
  target: TypedArray,
  operand: (rank: number) => TypedArray,
): void {
  let combined = operand(start);
  for (let step = 1; step < size; step++) {
    kernel(target, combined, operand((start + step) % size), target.length);
    combined = target;
  }
}

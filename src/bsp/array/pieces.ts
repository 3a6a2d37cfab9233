import type { Piece } from "./piece.ts";

type Growing = { -readonly [Key in keyof Piece]: Piece[Key] };

/**
 * Joins runs of elements to as few pieces as a look at the latest one of each rank can tell. Those of a rank come in the order of
 * their places, on both sides.
 */
export class Pieces {
  readonly all: Piece[] = [];
  readonly #latest = new Map<number, Growing>();

  /** `length` elements that follow each other on both sides. */
  add(rank: number, from: number, to: number, length: number): void {
    const latest = this.#latest.get(rank);
    if (latest !== undefined && (lengthens(latest, from, to, length) || repeats(latest, from, to, length)))
      return;
    const piece = { rank, from, to, length, times: 1, fromStride: 1, toStride: 1 };
    this.#latest.set(rank, piece);
    this.all.push(piece);
  }
}

function lengthens(piece: Growing, from: number, to: number, length: number): boolean {
  if (from !== piece.from + piece.length || to !== piece.to + piece.length) return false;
  piece.length += length;
  return true;
}

function repeats(piece: Growing, from: number, to: number, length: number): boolean {
  const { times } = piece;
  if (piece.length !== length) return false;
  const [ahead, aheadThere] = [from - piece.from, to - piece.to];
  if (times === 1) {
    piece.fromStride = ahead;
    piece.toStride = aheadThere;
  } else if (ahead !== times * piece.fromStride || aheadThere !== times * piece.toStride) return false;
  piece.times++;
  return true;
}

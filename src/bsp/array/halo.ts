import type { Partitioning } from "../partition/partitioning.ts";
import type { Frame } from "./frame.ts";
import type { Piece } from "./piece.ts";

/** Elements of one dimension that one rank has and another wants: places among the first one's own, and the other's. */
interface Stretch {
  readonly from: number;
  /** Negative, or past the end of its own, in the halo. */
  readonly to: number;
  readonly count: number;
  readonly inHalo: boolean;
}

/** What a rank puts into the halos of all ranks, its own too. A corner is a stretch of the halo in both dimensions. */
export function haloPieces(
  frame: Frame,
  rank: number,
  [wrapRows, wrapColumns]: readonly [boolean, boolean],
): readonly Piece[] {
  const { grid, halo } = frame;
  const pieces: Piece[] = [];
  if (halo === 0 || grid.lengthOn(rank) === 0) return pieces;
  const [rowMargin, columnMargin] = frame.margins;
  const [row, column] = grid.coordinates(rank);
  for (let dest = 0; dest < grid.ranks; dest++) {
    if (grid.lengthOn(dest) === 0) continue;
    const [destRow, destColumn] = grid.coordinates(dest);
    const across = stretches(grid.columns, column, destColumn, columnMargin, wrapColumns);
    for (const down of stretches(grid.rows, row, destRow, rowMargin, wrapRows))
      for (const along of across)
        if (down.inHalo || along.inHalo)
          pieces.push({
            rank: dest,
            from: frame.cell(rank, down.from, along.from),
            to: frame.cell(dest, down.to, along.to),
            length: along.count,
            times: down.count,
            fromStride: frame.rowStride(rank),
            toStride: frame.rowStride(dest),
          });
  }
  return pieces;
}

function stretches(
  axis: Partitioning,
  mine: number,
  theirs: number,
  margin: number,
  periodic: boolean,
): readonly Stretch[] {
  const [first, end] = bounds(axis, mine);
  const [begin, stop] = bounds(axis, theirs);
  // Where the dimension is periodic, its elements stand again and again at both sides, as often as a halo reaches.
  const rounds = periodic ? Math.ceil(margin / axis.length) : 0;
  const found: Stretch[] = [];
  const meet = (from: number, to: number, shift: number, inHalo: boolean): void => {
    const start = Math.max(first + shift, from);
    const count = Math.min(end + shift, to) - start;
    if (count > 0) found.push({ from: start - shift - first, to: start - begin, count, inHalo });
  };
  if (mine === theirs) meet(begin, stop, 0, false);
  for (let round = -rounds; round <= rounds; round++) {
    meet(begin - margin, begin, round * axis.length, true);
    meet(stop, stop + margin, round * axis.length, true);
  }
  return found;
}

/** Only blocks have halos, so that a rank's elements are a range. */
function bounds(axis: Partitioning, rank: number): readonly [first: number, end: number] {
  const first = axis.globalOf(rank, 0);
  return [first, first + axis.lengthOn(rank)];
}

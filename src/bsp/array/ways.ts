import type { Section } from "../section.ts";
import type { Frame } from "./frame.ts";
import { Pieces } from "./pieces.ts";
import type { Piece } from "./piece.ts";

/** From an array in which the elements of a section of global indices stand one after the other to where they belong. */
export function waysIn(frame: Frame, section: Section): readonly Piece[] {
  const pieces = new Pieces();
  eachRun(frame, section, (rank, cell, at, run) => pieces.add(rank, at, cell, run));
  return pieces.all;
}

/** From where the elements of a section are to an array in which they stand one after the other. */
export function waysOut(frame: Frame, section: Section): readonly Piece[] {
  const pieces = new Pieces();
  eachRun(frame, section, (rank, cell, at, run) => pieces.add(rank, cell, at, run));
  return pieces.all;
}

function eachRun(
  frame: Frame,
  { offset, stride, count }: Section,
  visit: (rank: number, cell: number, at: number, run: number) => void,
): void {
  const { partitioning } = frame;
  for (let at = 0; at < count;) {
    const global = offset + at * stride;
    const rank = partitioning.owner(global);
    const run = stride === 1 ? Math.min(partitioning.runAt(global), count - at) : 1;
    visit(rank, frame.cellOf(rank, partitioning.localOf(global)), at, run);
    at += run;
  }
}

/** From a rank's part of one array to where its elements belong in another. */
export function waysBetween(here: Frame, there: Frame, rank: number): readonly Piece[] {
  const pieces = new Pieces();
  const length = here.partitioning.lengthOn(rank);
  for (let local = 0; local < length;) {
    const global = here.partitioning.globalOf(rank, local);
    const run = Math.min(here.partitioning.runAt(global), there.partitioning.runAt(global));
    const dest = there.partitioning.owner(global);
    pieces.add(dest, here.cellOf(rank, local), there.cellOf(dest, there.partitioning.localOf(global)), run);
    local += run;
  }
  return pieces.all;
}

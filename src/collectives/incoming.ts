import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";
import type { Request } from "../progress/request.ts";
import { divided, equalBlocks, extent, stated } from "./layout.ts";
import type { Layout } from "./layout.ts";
import type { Peers } from "./peers.ts";
import { requireKind, requireRoom, requireTypedArray } from "./room.ts";

/** The array in which what arrives is laid out, and how. */
export interface Pieces {
  readonly counts?: readonly number[];
  readonly displs?: readonly number[];
  readonly into?: TypedArray;
}

/** How the ranks' pieces will lie in `into`. The rank's own is `value`, unless that is `into` and it stands there already. */
export function incoming(p: Peers, value: unknown, into: TypedArray, pieces: Pieces): Layout {
  requireTypedArray("`into`", into);
  requireKind(value, into);
  const said = stated(pieces.counts, pieces.displs, p.size);
  const inPlace = value === into;
  const own = (value as TypedArray).length;
  const layout = said ?? (inPlace ? divided("`into`", into, p.size) : equalBlocks(own, p.size));
  requireRoom(into, extent(layout));
  if (!inPlace) requireCount(p.rank, own, layout.counts[p.rank]);
  return layout;
}

/** What came from a rank must be as long as the layout says; in the array it would leave a gap. */
export function requireCount(rank: number, came: number, expected: number): void {
  if (came !== expected) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the piece of rank ${rank} has ${came} elements where ${expected} are expected; say with counts how many each rank has`,
    );
  }
}

export function requireCounts(
  rank: number,
  requests: readonly (Request<unknown> | undefined)[],
  layout: Layout,
): void {
  requests.forEach((request, source) => {
    if (source !== rank && request !== undefined)
      requireCount(source, request.status.count, layout.counts[source]);
  });
}

import { RanksError } from "../errors.ts";
import type { TypedArray } from "../wire/element.ts";
import { isTypedArray, nameOf } from "./array-kind.ts";
import { copyOf } from "./fresh.ts";
import { divided, piece, requireWithin, stated } from "./layout.ts";
import type { Peers, Schedule } from "./peers.ts";
import { copyInto, requireArray, requireFit } from "./room.ts";

export interface Scattering<T> {
  readonly counts?: readonly number[];
  readonly displs?: readonly number[];
  readonly into?: T;
}

/** Linear: only the root knows the pieces. Cost: (p - 1) a + (p - 1) m b at the root. */
export function scatter<T>(
  p: Peers,
  values: readonly T[] | TypedArray | undefined,
  root: number,
  options: Scattering<T> = {},
): Schedule<T> {
  const { into } = options;
  if (p.rank !== root) {
    requireArray(into);
    return take(p, root, into);
  }
  const pieceOf = outgoing<T>(values, p.size, [options.counts, options.displs], ["counts", "displs"]);
  const inPlace = into !== undefined && (into as unknown) === values;
  if (into !== undefined && !inPlace) requireFit(pieceOf(p.rank), into);
  return hand(p, pieceOf, into, inPlace);
}

function* take<T>(p: Peers, root: number, into: T | undefined): Schedule<T> {
  const arriving = p.irecv(root, into);
  yield [arriving];
  return arriving.wait();
}

function* hand<T>(
  p: Peers,
  pieceOf: (rank: number) => T,
  into: T | undefined,
  inPlace: boolean,
): Schedule<T> {
  const sends = [];
  for (let i = 1; i < p.size; i++) {
    const dest = (p.rank + i) % p.size;
    sends.push(p.isend(pieceOf(dest), dest));
  }
  if (sends.length > 0) yield sends;
  if (into === undefined) return yield* copyOf(p, pieceOf(p.rank));
  if (!inPlace) copyInto(pieceOf(p.rank), into);
  return into;
}

type Stated = readonly [counts: readonly number[] | undefined, displs: readonly number[] | undefined];

/** The piece for each rank: an entry of a list, or a block of an array. */
export function outgoing<T>(
  values: unknown,
  size: number,
  [counts, displs]: Stated,
  names: readonly [string, string],
): (rank: number) => T {
  const said = stated(counts, displs, size, names);
  if (isTypedArray(values)) {
    const layout = said ?? divided("the array", values, size);
    requireWithin("the array", values, layout);
    return (rank) => piece(values, layout, rank) as T;
  }
  if (!Array.isArray(values)) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the values are ${nameOf(values)}; pass a list with an entry for each rank, or a typed array`,
    );
  }
  if (said !== undefined)
    throw new RanksError("ERR_RANKS_USAGE", `${names[0]} are for typed arrays; leave them out with a list`);
  if (values.length !== size) {
    throw new RanksError(
      "ERR_RANKS_USAGE",
      `the list has ${values.length} entries for ${size} ranks; pass one for each`,
    );
  }
  return (rank) => values[rank] as T;
}

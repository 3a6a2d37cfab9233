import type { Peers, Schedule } from "../collectives/peers.ts";
import { elementBytes, newStorage, storageOver } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import { ASSIGN, DIRECT_BYTES, ELEMENT, PREFIX_WORDS, PUT, SENT, subjectOf, typeOf } from "./records.ts";
import type { Records } from "./records.ts";
import type { Registry } from "./registry.ts";
import { scatter } from "./section.ts";
import { readValue } from "./values.ts";

/** A message of `send` that nobody has read so far. */
export interface Unread {
  readonly source: number;
  readonly records: Records;
  readonly at: number;
}

/** Where large pieces of a rank come from. */
export type Pieces = (into: TypedArray) => ReturnType<Peers["irecv"]>[];

/** Everything that a rank has put and sent takes effect here, in the order of its program. */
export function* takeEffect(
  records: Records,
  source: number,
  registry: Registry,
  unread: Unread[],
  piece: Pieces,
): Schedule<void> {
  let at = PREFIX_WORDS;
  while (at < records.used) {
    at = putElements(records, at, registry);
    if (at >= records.used) return;
    const first = records.ints[2 * at];
    switch (typeOf(first)) {
      case PUT:
        yield* putArray(records, at, registry, piece);
        break;
      case ASSIGN:
        registry.variable(subjectOf(first)).value = readValue(records, at);
        break;
      case SENT:
        unread.push({ source, records, at });
        break;
    }
    at += registry.lengthOf(records, at);
  }
}

/** The run of single elements that begins here: what a program puts in its innermost loops. Gives where it ends. */
function putElements({ ints, doubles, bigints, used }: Records, from: number, registry: Registry): number {
  let at = from;
  while (at < used && typeOf(ints[2 * at]) === ELEMENT) {
    const first = ints[2 * at];
    const { local } = registry.array(subjectOf(first));
    if (local instanceof Float64Array)
      for (; at < used && ints[2 * at] === first; at += 2) local[ints[2 * at + 1]] = doubles[at + 1];
    else {
      const values = local instanceof BigInt64Array || local instanceof BigUint64Array ? bigints : doubles;
      for (; at < used && ints[2 * at] === first; at += 2) local[ints[2 * at + 1]] = values[at + 1];
    }
  }
  return at;
}

function* putArray({ ints, bytes }: Records, at: number, registry: Registry, piece: Pieces): Schedule<void> {
  const { kind, local } = registry.array(subjectOf(ints[2 * at]));
  const section = { offset: ints[2 * at + 1], stride: ints[2 * at + 2], count: ints[2 * at + 3] };
  const { offset, stride, count } = section;
  if (count * elementBytes(kind) < DIRECT_BYTES)
    return scatter(storageOver(kind, bytes.buffer, 8 * (at + 2), count), local, section);
  if (stride === 1) {
    yield piece(local.subarray(offset, offset + count));
    return;
  }
  const packed = newStorage(kind, count);
  yield piece(packed);
  scatter(packed, local, section);
}

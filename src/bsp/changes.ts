import { RanksError } from "../errors.ts";
import { CHANGES, PREFIX_WORDS, REGISTER, RELEASE, subjectOf, typeOf } from "./records.ts";
import type { Records } from "./records.ts";
import { describeChange } from "./registration.ts";
import type { Registration } from "./registration.ts";
import type { Registry } from "./registry.ts";

/** What a rank registers or releases at a sync. */
export interface Change {
  readonly type: typeof REGISTER | typeof RELEASE;
  readonly entry: Registration;
}

const NOTHING = "registers nothing more";

/** Fails where a rank has registered and released other things than this one, and learns how long its arrays are. */
export function checkChanges(
  mine: readonly Change[],
  source: number,
  records: Records,
  registry: Registry,
  superstep: string,
): void {
  let seen = 0;
  if (records.ints[CHANGES] > 0) {
    for (let at = PREFIX_WORDS; at < records.used; at += registry.lengthOf(records, at)) {
      const first = records.ints[2 * at];
      const type = typeOf(first);
      if (type !== REGISTER && type !== RELEASE) continue;
      const [, kind, length, nameBytes] = records.ints.subarray(2 * at, 2 * at + 4);
      const name = type === REGISTER ? nameIn(records, at, nameBytes) : "";
      const change = mine.at(seen++);
      const id = subjectOf(first);
      if (change?.type !== type || change.entry.id !== id)
        throw apart(superstep, source, describeChange(type, id, kind, name), change);
      if (type === RELEASE) continue;
      if (change.entry.kind !== kind || change.entry.name !== name)
        throw apart(superstep, source, describeChange(type, id, kind, name), change);
      change.entry.lengths[source] = length;
    }
  }
  if (seen < mine.length) throw apart(superstep, source, NOTHING, mine[seen]);
}

function nameIn({ bytes }: Records, at: number, length: number): string {
  return Buffer.from(bytes.buffer, 8 * (at + 2), length).toString();
}

function apart(superstep: string, source: number, theirs: string, mine: Change | undefined): RanksError {
  const here =
    mine === undefined ? NOTHING : describeChange(mine.type, mine.entry.id, mine.entry.kind, mine.entry.name);
  const what = `${superstep}: rank ${source} ${theirs} where this rank ${here}; register the same things in the same order on every rank`;
  return new RanksError("ERR_RANKS_MISMATCH", what);
}

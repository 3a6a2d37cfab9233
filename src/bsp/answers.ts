import { storageOver } from "../wire/element.ts";
import type { TypedArray } from "../wire/element.ts";
import type { ArrayGet } from "./gets.ts";
import { ValueGet } from "./gets.ts";
import type { Outbox } from "./outbox.ts";
import {
  ANSWER,
  ASK,
  ASKS,
  DIRECT_BYTES,
  GET,
  HPGET,
  PREFIX_WORDS,
  subjectOf,
  typeOf,
  wordsOf,
} from "./records.ts";
import type { Records } from "./records.ts";
import type { Registry } from "./registry.ts";
import { gather } from "./section.ts";
import { readValue, writeValue } from "./values.ts";

/** Writes what a rank asks for; gives the bytes. */
export function answer(asked: Records, registry: Registry, box: Outbox): number {
  let bytes = 0;
  let left = asked.ints[ASKS];
  for (let at = PREFIX_WORDS; left > 0; at += registry.lengthOf(asked, at)) {
    const first = asked.ints[2 * at];
    const type = typeOf(first);
    const id = subjectOf(first);
    if (type === ASK) bytes += writeValue(box, ANSWER, id, registry.variable(id).value);
    else if (type === GET || type === HPGET) bytes += answerArray(asked, at, registry, box);
    else continue;
    left--;
  }
  return bytes;
}

function answerArray({ ints }: Records, at: number, registry: Registry, box: Outbox): number {
  const id = subjectOf(ints[2 * at]);
  const { kind, local } = registry.array(id);
  const section = { offset: ints[2 * at + 1], stride: ints[2 * at + 2], count: ints[2 * at + 3] };
  const { offset, stride, count } = section;
  const inPlace = stride === 1 ? local.subarray(offset, offset + count) : undefined;
  const bytes = count * local.BYTES_PER_ELEMENT;
  if (bytes < DIRECT_BYTES) {
    const to = box.long(ANSWER, id, 0, bytes, 0, bytes);
    if (inPlace !== undefined) box.fill(to, inPlace);
    else gather(local, section, storageOver(kind, box.bytes.buffer, 8 * to, count));
    return bytes;
  }
  box.long(ANSWER, id, 0, 0, 0, 0);
  // A copy, unless the program has promised that nothing is written there: what others put waits, what this rank gets does not.
  const unbuffered = typeOf(ints[2 * at]) === HPGET;
  if (unbuffered && inPlace !== undefined) box.pieces.push(inPlace);
  else box.pushCopy(kind, local, section);
  return bytes;
}

/** Lays the answers of a rank where they are wanted; gives where those go that come by themselves. */
export function takeAnswers(answers: Records, gets: readonly (ArrayGet | ValueGet)[]): TypedArray[] {
  const direct: TypedArray[] = [];
  let at = PREFIX_WORDS;
  for (const get of gets) {
    const bytes = answers.ints[2 * at + 2];
    if (get instanceof ValueGet) get.arrive(readValue(answers, at));
    else if (get.direct) direct.push(get.into);
    else get.into.set(storageOver(get.kind, answers.bytes.buffer, 8 * (at + 2), get.into.length) as never);
    at += 2 + wordsOf(bytes);
  }
  return direct;
}

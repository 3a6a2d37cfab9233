/** Something that can stand in a line. */
export interface Linked<E> {
  before: E | undefined;
  behind: E | undefined;
}

/** Entries in the order in which they came, of which any one can leave at once. */
export class Line<E extends Linked<E>> {
  first: E | undefined = undefined;
  last: E | undefined = undefined;

  push(entry: E): void {
    entry.before = this.last;
    entry.behind = undefined;
    if (this.last === undefined) this.first = entry;
    else this.last.behind = entry;
    this.last = entry;
  }

  remove(entry: E): void {
    const { before, behind } = entry;
    if (before === undefined) this.first = behind;
    else before.behind = behind;
    if (behind === undefined) this.last = before;
    else behind.before = before;
    entry.before = entry.behind = undefined;
  }
}

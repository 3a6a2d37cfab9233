/** So many taken entries may stand before the first one that is left; then they are cut off together. */
const LEAVE = 1024;

/** A queue. `Array.shift` moves what is left, which takes a second for each ten thousand of a hundred thousand entries. */
export class Fifo<T> {
  #entries: (T | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#entries.length - this.#first;
  }

  push(entry: T): void {
    this.#entries.push(entry);
  }

  /** The oldest entry; there must be one. */
  get first(): T {
    return this.#entries[this.#first] as T;
  }

  shift(): T {
    const entry = this.first;
    this.#entries[this.#first++] = undefined;
    if (this.#first === this.#entries.length) this.clear();
    else if (this.#first >= LEAVE && 2 * this.#first >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return entry;
  }

  /** Takes an entry out of the middle; false when it isn't there. */
  remove(entry: T): boolean {
    const at = this.#entries.indexOf(entry, this.#first);
    if (at < 0) return false;
    void this.#entries.splice(at, 1);
    return true;
  }

  /** What it holds, the oldest first. */
  all(): T[] {
    return this.#entries.slice(this.#first) as T[];
  }

  clear(): void {
    this.#entries = [];
    this.#first = 0;
  }

  /** Empties the queue and gives what it held, the oldest first. */
  takeAll(): T[] {
    const all = this.all();
    this.clear();
    return all;
  }
}

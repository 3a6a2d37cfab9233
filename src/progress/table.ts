/** Numbers for operations that a peer refers to later. */
export class Table<T> {
  readonly #rows: (T | undefined)[] = [];
  readonly #free: number[] = [];

  add(row: T): number {
    const id = this.#free.pop() ?? this.#rows.length;
    this.#rows[id] = row;
    return id;
  }

  get(id: number): T | undefined {
    return this.#rows[id];
  }

  remove(id: number): void {
    this.#rows[id] = undefined;
    this.#free.push(id);
  }

  removeRow(row: T): void {
    this.remove(this.#rows.indexOf(row));
  }

  get size(): number {
    return this.#rows.length - this.#free.length;
  }

  /** The rows as they stand now. */
  all(): T[] {
    return this.#rows.filter((row) => row !== undefined);
  }
}

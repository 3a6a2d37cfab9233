/** What is done at a time. */
export type Then = (time: number) => void;

/** Things to do at times: the earliest first, and of the same time whichever was noted first (a binary heap). */
export class Agenda {
  readonly #entries: { readonly time: number; readonly order: number; readonly act: Then }[] = [];
  #noted = 0;

  note(time: number, act: Then): void {
    const entries = this.#entries;
    entries.push({ time, order: this.#noted++, act });
    for (let at = entries.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Does everything, and what is noted meanwhile. */
  run(): void {
    while (this.#entries.length > 0) {
      const { time, act } = this.#take();
      act(time);
    }
  }

  #take() {
    const entries = this.#entries;
    this.#swap(0, entries.length - 1);
    const first = entries.pop()!;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < entries.length && this.#before(child, least)) least = child;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#entries[a], this.#entries[b]];
    return one.time < other.time || (one.time === other.time && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const entries = this.#entries;
    [entries[a], entries[b]] = [entries[b], entries[a]];
  }
}

import { remove } from "./remove.ts";

/** An operation that waits for what other ranks write into shared memory, without a message. */
export interface Lookout {
  /** Whether it still waits for that. */
  readonly looking: boolean;
  /** Looks again; true when something has come. */
  look(): boolean;
  /** The world ranks that it still waits for. */
  missing(): readonly number[];
  /** One of them is gone; not at once, for this may be amid a delivery. */
  bereaved(error: Error): void;
}

/** A rank's lookouts: each round of progress looks at what they wait for. */
export class Lookouts {
  readonly #all: Lookout[] = [];

  get busy(): boolean {
    return this.#all.length > 0;
  }

  add(lookout: Lookout): void {
    this.#all.push(lookout);
  }

  /** True when something has come. */
  look(): boolean {
    let found = false;
    for (let i = 0; i < this.#all.length;) {
      const lookout = this.#all[i];
      if (lookout.looking && lookout.look()) found = true;
      if (lookout.looking) i++;
      else remove(this.#all, lookout);
    }
    return found;
  }

  /** A rank writes nothing any more; what it had written still counts. */
  bereave(rank: number, error: Error): void {
    this.look();
    for (const lookout of this.#all) if (lookout.missing().includes(rank)) lookout.bereaved(error);
  }
}

import { Operation } from "./operation.ts";

/** Waits for what other ranks write into shared memory, without a message. */
export abstract class Lookout extends Operation<void> {
  abstract readonly context: number;
  /** Of the collective. */
  abstract readonly tag: number;
  /** Looks again; true when it is settled. */
  abstract look(): boolean;
  /** The world ranks that it still waits for. */
  abstract missing(): readonly number[];

  protected override withdraw(): boolean {
    return true;
  }
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
      // One that its collective has given up is only let go of.
      if (!lookout.settled && !lookout.look()) i++;
      else {
        void this.#all.splice(i, 1);
        found = true;
      }
    }
    return found;
  }

  in(context: number): readonly Lookout[] {
    return this.#all.filter((lookout) => lookout.context === context && !lookout.settled);
  }

  /** A rank writes nothing any more; what it had written still counts. */
  bereave(rank: number, error: Error): void {
    this.look();
    for (const lookout of this.#all) if (lookout.missing().includes(rank)) lookout.fail(error);
  }
}

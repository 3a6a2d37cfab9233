import type { Communicator } from "../../comm/communicator.ts";
import { RanksError } from "../../errors.ts";
import { CheckpointDirectory, fileOf } from "./checkpoint-directory.ts";
import type { CheckpointOptions } from "./options.ts";
import { resume } from "./resume.ts";
import { seal } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { markComplete } from "./version.ts";

/** Two, so that there is one while the other is written, and one where the other is damaged. */
const KEPT = 2;

/**
 * The checkpoints of a run. A rank's file is on the disk before it enters the next exchange, so whoever comes out of that exchange
 * knows that all ranks' files are: rank 0 marks the version complete then, and no message is needed to agree.
 */
export class Checkpoints<S> {
  readonly #comm: Communicator;
  readonly #options: CheckpointOptions<S>;
  readonly #directory: CheckpointDirectory;
  /** The supersteps of complete versions, oldest first. */
  #complete: number[] = [];
  #unconfirmed: number | undefined = undefined;

  constructor(comm: Communicator, options: CheckpointOptions<S>) {
    const { directory, name, every } = options;
    if (!Number.isSafeInteger(every) || every < 1) {
      const what = `checkpoints every ${every} supersteps can't be; give 1 or more`;
      throw new RanksError("ERR_RANKS_USAGE", what);
    }
    if (directory === "" || name === "")
      throw new RanksError("ERR_RANKS_USAGE", "checkpoints need a directory and a name; give both");
    this.#comm = comm;
    this.#options = options;
    this.#directory = new CheckpointDirectory(directory);
  }

  async resume(): Promise<Snapshot<S> | undefined> {
    const { snapshot, versions } = await resume(this.#comm, this.#directory, this.#options);
    this.#complete = versions.map(({ superstep }) => superstep).reverse();
    return snapshot;
  }

  /** Between two supersteps. The state is copied at once, and is on the disk when this is complete. */
  async save(snapshot: Snapshot<S>): Promise<void> {
    const { superstep } = snapshot;
    if (superstep % this.#options.every !== 0) return;
    const { rank, size } = this.#comm;
    const bytes = seal({ name: this.#options.name, superstep, size, rank }, snapshot);
    await this.#directory.write(superstep, fileOf(rank), bytes);
    this.#unconfirmed = superstep;
  }

  /** After an exchange. */
  async confirm(): Promise<void> {
    const superstep = this.#unconfirmed;
    if (superstep === undefined) return;
    this.#unconfirmed = undefined;
    if (this.#comm.rank !== 0) return;
    await markComplete(this.#directory, this.#options.name, { superstep, size: this.#comm.size });
    this.#complete.push(superstep);
    while (this.#complete.length > KEPT) await this.#directory.remove(this.#complete.shift()!);
  }

  /** The run has ended well. */
  async end(): Promise<void> {
    if (this.#comm.rank !== 0 || this.#options.keep === true) return;
    for (const superstep of this.#complete) await this.#directory.remove(superstep);
    await this.#directory.removeItself();
  }
}

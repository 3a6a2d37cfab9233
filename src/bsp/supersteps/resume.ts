import type { Communicator } from "../../comm/communicator.ts";
import { RanksError } from "../../errors.ts";
import { fileOf } from "./checkpoint-directory.ts";
import type { CheckpointDirectory } from "./checkpoint-directory.ts";
import { fromRankZero } from "./from-rank-zero.ts";
import type { CheckpointOptions, Share } from "./options.ts";
import { unseal } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { survey } from "./version.ts";
import type { Version } from "./version.ts";
import { warnOfDamage } from "./warn-of-damage.ts";

/** Where a run goes on, and the complete versions that are left. */
export interface Resumption<S> {
  readonly snapshot: Snapshot<S> | undefined;
  readonly versions: readonly Version[];
}

/** All ranks agree on the newest version of which every file is whole. Cost: a barrier, a broadcast, and a collective for each version tried. */
export async function resume<S>(
  comm: Communicator,
  directory: CheckpointDirectory,
  options: CheckpointOptions<S>,
): Promise<Resumption<S>> {
  const { name, repartition } = options;
  // Where this is a second run of the same processes, another rank may be writing still for the first.
  await comm.barrier();
  const versions = await fromRankZero(comm, () => survey(directory, name));
  for (const [i, version] of versions.entries()) {
    let snapshot: Snapshot<S> | undefined;
    if (version.size === comm.size) snapshot = await loadOwn(comm, directory, name, version);
    else if (repartition === undefined) throw otherSize(directory, version, comm.size);
    else snapshot = await loadShare(comm, directory, name, version, repartition);
    if (snapshot !== undefined) return { snapshot, versions: versions.slice(i) };
    // Before anybody comes to this superstep again: the others need this rank's next exchange for that.
    if (comm.rank === 0) await directory.remove(version.superstep);
  }
  return { snapshot: undefined, versions: [] };
}

/** As many ranks as there were: each reads its own file. */
async function loadOwn<S>(
  comm: Communicator,
  directory: CheckpointDirectory,
  name: string,
  version: Version,
): Promise<Snapshot<S> | undefined> {
  const snapshot = await load<S>(directory, name, version, comm.rank);
  const whole = await comm.allgather(snapshot !== undefined);
  return whole.every(Boolean) ? snapshot : undefined;
}

/** More or fewer ranks than there were: rank 0 reads all files, and deals out what the program makes of them. */
async function loadShare<S>(
  comm: Communicator,
  directory: CheckpointDirectory,
  name: string,
  version: Version,
  repartition: NonNullable<CheckpointOptions<S>["repartition"]>,
): Promise<Snapshot<S> | undefined> {
  let dealt: Snapshot<S>[] = [];
  const whole = await fromRankZero(comm, async () => {
    const snapshots: Snapshot<S>[] = [];
    for (let rank = 0; rank < version.size; rank++) {
      const snapshot = await load<S>(directory, name, version, rank);
      if (snapshot === undefined) return false;
      snapshots.push(snapshot);
    }
    dealt = deal(snapshots, repartition(snapshots, comm.size), comm.size);
    return true;
  });
  return whole ? comm.scatter(dealt) : undefined;
}

/** Votes are forgotten: who knows whose they would be. */
function deal<S>(
  [{ superstep, aggregated }]: readonly Snapshot<S>[],
  shares: readonly Share<S>[],
  size: number,
): Snapshot<S>[] {
  if (shares.length !== size) {
    const what = `repartition() gave ${shares.length} shares for ${size} ranks; give one for each`;
    throw new RanksError("ERR_RANKS_USAGE", what);
  }
  return shares.map(({ state, messages = [] }) => ({
    superstep,
    state,
    messages,
    aggregated,
    halted: false,
  }));
}

/** Undefined, and a warning, where the file can't be used. */
async function load<S>(
  directory: CheckpointDirectory,
  name: string,
  { superstep, size }: Version,
  rank: number,
): Promise<Snapshot<S> | undefined> {
  const file = await directory.read(superstep, fileOf(rank));
  const snapshot = unseal<S>({ name, superstep, size, rank }, file);
  if (typeof snapshot !== "string") return snapshot;
  warnOfDamage(directory.pathOf(superstep, fileOf(rank)), snapshot);
  return undefined;
}

function otherSize(directory: CheckpointDirectory, version: Version, size: number): RanksError {
  const fact = `the checkpoint of superstep ${version.superstep} in ${directory.path} is of ${version.size} ranks, and these are ${size}`;
  return new RanksError(
    "ERR_RANKS_USAGE",
    `${fact}; start ${version.size}, give repartition() in the options, or remove the directory`,
  );
}

import { RanksError } from "../../errors.ts";
import { MARKER } from "./checkpoint-directory.ts";
import type { CheckpointDirectory } from "./checkpoint-directory.ts";
import { warnOfDamage } from "./warn-of-damage.ts";

/** Of the files and the marker. It changes when older ones can't be read any more. */
const FORMAT = 1;

/** A checkpoint that all ranks have written. */
export interface Version {
  readonly superstep: number;
  /** Of the run that wrote it. */
  readonly size: number;
}

interface Marker extends Version {
  readonly format: number;
  readonly name: string;
}

export async function markComplete(
  directory: CheckpointDirectory,
  name: string,
  { superstep, size }: Version,
): Promise<void> {
  const marker: Marker = { format: FORMAT, name, superstep, size };
  await directory.write(superstep, MARKER, [new TextEncoder().encode(`${JSON.stringify(marker)}\n`)]);
}

/** The complete ones, newest first. What a crash left incomplete is removed, unless there is anything of another program. */
export async function survey(directory: CheckpointDirectory, name: string): Promise<Version[]> {
  const versions: Version[] = [];
  const incomplete: number[] = [];
  for (const superstep of await directory.list()) {
    const text = await directory.read(superstep, MARKER);
    const marker = text && parse(text);
    if (marker === undefined || marker.superstep !== superstep) {
      if (text !== undefined) warnOfDamage(directory.pathOf(superstep, MARKER), "is damaged");
      incomplete.push(superstep);
      continue;
    }
    if (marker.format !== FORMAT)
      throw refusal(directory, `checkpoints of format ${marker.format}, where this version writes ${FORMAT}`);
    if (marker.name !== name)
      throw refusal(
        directory,
        `checkpoints of ${JSON.stringify(marker.name)}, not of ${JSON.stringify(name)}`,
      );
    versions.push({ superstep, size: marker.size });
  }
  for (const superstep of incomplete) await directory.remove(superstep);
  return versions;
}

function parse(text: Uint8Array): Marker | undefined {
  try {
    return (JSON.parse(new TextDecoder().decode(text)) as Marker | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function refusal(directory: CheckpointDirectory, what: string): RanksError {
  return new RanksError(
    "ERR_RANKS_USAGE",
    `${directory.path} holds ${what}; give another directory, or remove what is in it`,
  );
}

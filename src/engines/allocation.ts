import { RanksError } from "../errors.ts";

/** Hosts that a batch system gave to the job that `ranks run` is called in. */
export interface Allocation {
  /** For people: "Slurm", "PBS", ... */
  readonly engine: string;
  /** In the engine's order; each once. */
  readonly hosts: readonly AllocatedHost[];
  /** Absent where the engine's own command carries no input and output: then ssh does. */
  readonly remote?: RemoteCommand;
}

export interface AllocatedHost {
  readonly name: string;
  /** How many ranks the engine reserved room for, 1 or more. */
  readonly slots: number;
}

/** The engine's own way to start a program on a host of the job. */
export interface RemoteCommand {
  /** What to put before the program's words; "{host}" stands for the host, alone or within a word. */
  readonly words: readonly string[];
  /** Whether the program's words have to be quoted for a shell over there, as with ssh; otherwise they are taken as they are. */
  readonly shell: boolean;
}

export type ReadFile = (path: string) => string;

/** Adds up what names the same host. Names go on command lines. */
export function gatherHosts(source: string, entries: Iterable<readonly [string, number]>): AllocatedHost[] {
  const slots = new Map<string, number>();
  for (const [name, count] of entries) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(name) || !Number.isSafeInteger(count) || count < 1)
      refuseHosts(source, `${name} with ${Number.isNaN(count) ? "no number of" : count} slots`);
    slots.set(name, (slots.get(name) ?? 0) + count);
  }
  if (slots.size === 0) refuseHosts(source, "nothing");
  return [...slots].map(([name, count]) => ({ name, slots: count }));
}

/** A file that a variable names, as lines of words; comments and empty lines left out. */
export function readWords(variable: string, path: string, readFile: ReadFile): string[][] {
  let text: string;
  try {
    text = readFile(path);
  } catch (cause) {
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${variable}=${path} cannot be read (${(cause as Error).message}); call \`ranks run\` where the batch system put that file, or name the hosts with -H`,
      { cause },
    );
  }
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));
}

function refuseHosts(source: string, what: string): never {
  throw new RanksError(
    "ERR_RANKS_ENVIRONMENT",
    `${source} gives ${what} where it should give hosts; leave it as the batch system set it, or name the hosts with -H`,
  );
}

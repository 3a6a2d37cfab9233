import { Clues } from "./clues.ts";
import type { Environment } from "./clues.ts";
import type { Engine } from "./engine.ts";
import { isInherited, markInherited } from "./inherited.ts";
import { kubernetes } from "./kubernetes.ts";
import type { Membership } from "./membership.ts";
import { pmi } from "./pmi.ts";
import { slurmStep } from "./slurm-step.ts";
import { flux, horovod, lsf, openMpi, pbs, pmix } from "./strangers.ts";
import { masterAddress, partOfTorchrun, torchrun } from "./torchrun.ts";

/**
 * Launchers run inside each other, and their programs inherit the variables of all: the one that started this program last
 * comes first. So mpirun's stand before Slurm's, whose step then only started mpirun's own helpers, and a set that a script
 * completed by hand stands before what cannot be joined without it.
 */
const ENGINES: readonly Engine[] = [
  torchrun,
  pmi,
  masterAddress,
  openMpi,
  horovod,
  flux,
  pmix,
  slurmStep,
  kubernetes,
  pbs,
  lsf,
  partOfTorchrun,
];

const SIGNS = [...new Set(ENGINES.flatMap(({ signs }) => signs))];

/**
 * The job that somebody else's launcher started this program in; undefined for a program of its own, and for a job of one.
 *
 * ERR_RANKS_ENVIRONMENT where the environment says that the program belongs to a job of several which it cannot join: it
 * never quietly becomes a world of one.
 */
export function detectMembership(env: Environment): Membership | undefined {
  for (const engine of ENGINES) {
    if (isInherited(env, identity(engine))) continue;
    const finding = engine.detect(new Clues(env, engine, SIGNS));
    if (finding !== undefined) return finding === "alone" ? undefined : finding;
  }
  return undefined;
}

/**
 * To be called by every process of ranks on its own environment once it knows its place: programs that it starts are no
 * ranks, but another launcher among them sets variables anew, and the programs of that one belong to its job. PMI's variables
 * go away altogether: their descriptor is this process's own, and they name no job, so another launcher's may look the same.
 */
export function keepFromChildren(env: NodeJS.ProcessEnv): void {
  for (const name of pmi.signs) Reflect.deleteProperty(env, name);
  markInherited(env, ENGINES.flatMap(identity));
}

function identity({ signs, job }: Engine): string[] {
  return [...signs, ...job];
}

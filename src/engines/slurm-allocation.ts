import { RanksError } from "../errors.ts";
import { gatherHosts } from "./allocation.ts";
import type { Allocation, RemoteCommand } from "./allocation.ts";
import type { Environment } from "./clues.ts";
import { expandCounts } from "./slurm-counts.ts";
import { expandNodelist } from "./slurm-nodelist.ts";
import { isOfLatestStep } from "./slurm-step.ts";

/**
 * One task on one node, beside whatever runs there. Without --unbuffered srun holds back what does not end in a newline; with
 * it standard output is a terminal that changes no byte. Two variables of a user's srun would spoil it, a label on each line
 * and one processor for each task, and have no option that undoes them.
 */
const SRUN: RemoteCommand = {
  words: [
    ...["env", "-u", "SLURM_LABELIO", "-u", "SLURM_EXACT"],
    ...["srun", "--nodes=1", "--ntasks=1", "--nodelist={host}", "--overlap", "--mem=0", "--mpi=none"],
    ...["--export=ALL", "--input=all", "--output=all", "--error=all", "--unbuffered", "--kill-on-bad-exit=1"],
  ],
  shell: false,
};

/** The script of `sbatch`, the shell of `salloc`, or the only task of a step. */
export function slurmAllocation(env: Environment): Allocation | undefined {
  const list = env.SLURM_JOB_NODELIST;
  if (!env.SLURM_JOB_ID || !list) return undefined;
  const inStep = isOfLatestStep(env);
  if (inStep && env.SLURM_STEP_NUM_TASKS !== "1")
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `SLURM_STEP_NUM_TASKS=${env.SLURM_STEP_NUM_TASKS ?? ""} says that srun started this launcher as one of several tasks, and each would start a job ` +
        "on all hosts; start the launcher without srun, or the program itself with srun, or name the hosts with -H",
    );
  const names = expandNodelist(list);
  const counts = slotsOf(env, inStep, names.length);
  return {
    engine: "Slurm",
    hosts: gatherHosts(
      "SLURM_JOB_NODELIST",
      names.map((name, i) => [name, counts[i]] as const),
    ),
    remote: SRUN,
  };
}

/** Tasks where the user asked for some; inside a step that variable counts the step's own tasks, and processors have to do. */
function slotsOf(env: Environment, inStep: boolean, nodes: number): number[] {
  const name = inStep || !env.SLURM_TASKS_PER_NODE ? "SLURM_JOB_CPUS_PER_NODE" : "SLURM_TASKS_PER_NODE";
  const counts = expandCounts(env[name] ?? "");
  if (counts.length !== nodes)
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${name}=${env[name] ?? ""} does not fit the ${nodes} nodes of SLURM_JOB_NODELIST=${env.SLURM_JOB_NODELIST!}; ` +
        "leave Slurm's variables as Slurm sets them, or name the hosts with -H",
    );
  return counts;
}

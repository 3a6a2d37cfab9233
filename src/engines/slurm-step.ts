import type { Clues, Environment } from "./clues.ts";
import type { Engine } from "./engine.ts";
import { expandNodelist } from "./slurm-nodelist.ts";

/** Above what Linux gives to outgoing connections (ip_local_port_range), below the end. */
const FIRST_PORT = 61_440;
const PORTS = 4096;

/**
 * A task of `srun`. The script of `sbatch` and the shell of `salloc` have many of the same variables, but no SLURM_STEP_ID: a
 * program started there without `srun` is one of its own.
 */
export const slurmStep: Engine = {
  starter: "srun",
  signs: ["SLURM_STEP_ID", "SLURM_PROCID"],
  job: ["SLURM_JOB_ID"],
  detect(clues) {
    const step = clues.number("SLURM_STEP_ID");
    if (step === undefined) return outsideStep(clues);
    const { rank, size } = clues.place("SLURM_PROCID", "SLURM_STEP_NUM_TASKS");
    if (size === 1) return "alone";
    if (!isOfLatestStep(clues.env))
      clues.refuse(
        `SLURM_STEP_NUM_TASKS=${size} says that this program is a task of srun, but the nodes or tasks of that step ` +
          "(SLURM_STEP_NODELIST, SLURM_STEP_TASKS_PER_NODE) are not those of the job, " +
          "as in a script of sbatch or a shell of salloc that a task started",
        "start it with srun, without --preserve-env",
      );
    const nodes = nodesOfStep(clues);
    const local = clues.needNumber("SLURM_LOCALID");
    const localSize = clues.needText("SLURM_GTIDS").split(",").length;
    if (local >= localSize)
      clues.refuse(
        `SLURM_LOCALID=${local} and SLURM_GTIDS=${clues.needText("SLURM_GTIDS")} contradict each other: tasks of a node are counted from 0`,
      );
    return {
      engine: "Slurm",
      rank,
      size,
      node: nodes.own,
      local: { rank: local, size: localSize },
      rendezvous: { kind: "munge", node: nodes.first, port: portOf(clues.needNumber("SLURM_JOB_ID"), step) },
    };
  },
};

/** The first task of a script has number 0; other numbers only come from srun. */
function outsideStep(clues: Clues): undefined {
  const rank = clues.number("SLURM_PROCID") ?? 0;
  if (rank > 0)
    clues.refuse(
      `SLURM_PROCID=${rank} says that this program is a task of srun, but SLURM_STEP_ID is not set`,
    );
}

/** Where this task runs, and the first node, where rank 0 is. */
function nodesOfStep(clues: Clues): { readonly own: string; readonly first: string } {
  const list = clues.needText("SLURM_STEP_NODELIST");
  const names = expandNodelist(list);
  const index = clues.needNumber("SLURM_NODEID");
  if (index >= names.length)
    clues.refuse(`SLURM_NODEID=${index} and SLURM_STEP_NODELIST=${list} contradict each other`);
  const own = names[index];
  if (names.length > 1) checkOrder(clues, own);
  return { own, first: names[0] };
}

/**
 * Whether the variables of a step are of the step that this program runs in. The script of sbatch and the shell of salloc keep
 * those of a task that called these commands, but have nodes and counts of their own.
 */
export function isOfLatestStep(env: Environment): boolean {
  const { SLURM_STEP_NODELIST: nodes, SLURM_STEP_TASKS_PER_NODE: tasks } = env;
  if (!env.SLURM_STEP_ID || !nodes || tasks !== env.SLURM_TASKS_PER_NODE) return false;
  const latest = expandNodelist(env.SLURM_JOB_NODELIST ?? nodes);
  return expandNodelist(nodes).every((node) => latest.includes(node));
}

/** Tasks in an arbitrary order, and steps of heterogeneous jobs, may have rank 0 on any node, and don't say where. */
function checkOrder(clues: Clues, own: string): void {
  const index = clues.needNumber("SLURM_NODEID");
  const distribution = clues.text("SLURM_DISTRIBUTION");
  const name = clues.text("SLURMD_NODENAME") ?? own;
  let fact: string;
  if (distribution === "arbitrary") fact = `SLURM_DISTRIBUTION=${distribution}`;
  else if (name !== own)
    fact = `SLURM_NODEID=${index} is ${own} in the step's list but SLURMD_NODENAME=${name}, as in a heterogeneous job`;
  else return;
  clues.refuse(`${fact}, so the node of rank 0 is unknown`, "start it with srun --mpi=pmi2");
}

/** Steps that share a first node should differ in it; consecutive jobs and steps do. */
function portOf(job: number, step: number): number {
  return FIRST_PORT + ((61 * (job % PORTS) + step) % PORTS);
}

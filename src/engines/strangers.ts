import type { Clues } from "./clues.ts";
import type { Engine } from "./engine.ts";

const INSTEAD = "start it with `ranks run`, mpirun.mpich or srun";

/** Launchers that tell a program its place but offer nothing to join through. */
export const openMpi = stranger({
  starter: "Open MPI's mpirun",
  size: "OMPI_COMM_WORLD_SIZE",
  // Its PMIx speaks a protocol of its own, which takes its library.
  others: ["OMPI_COMM_WORLD_RANK", "PMIX_NAMESPACE"],
  job: [],
  why: "offers PMIx and no PMI-1",
});

export const horovod = stranger({
  starter: "horovodrun",
  size: "HOROVOD_SIZE",
  others: ["HOROVOD_RANK"],
  job: [],
  why: "offers no way to join its world",
});

export const flux = stranger({
  starter: "Flux",
  size: "FLUX_JOB_SIZE",
  others: ["FLUX_TASK_RANK"],
  job: ["FLUX_JOB_ID"],
  why: "was told to offer no PMI",
  remedy: "start it without -o pmi=off",
});

/** PMIx without a size: `prun`, but not srun --mpi=pmix, whose variables of Slurm say enough. */
export const pmix: Engine = {
  starter: "a PMIx launcher",
  signs: ["PMIX_NAMESPACE", "PMIX_RANK"],
  job: [],
  detect(clues) {
    const namespace = clues.text("PMIX_NAMESPACE");
    if (namespace === undefined || namespace.startsWith("slurm.")) return undefined;
    return clues.refuse(
      `PMIX_NAMESPACE=${namespace} says that a PMIx launcher started this program, and that offers no PMI-1`,
      INSTEAD,
    );
  },
};

/** The job's script is task 1. */
export const pbs: Engine = {
  starter: "pbsdsh",
  signs: ["PBS_TASKNUM"],
  job: ["PBS_JOBID"],
  detect(clues) {
    const task = clues.number("PBS_TASKNUM") ?? 1;
    if (task <= 1) return undefined;
    return clues.refuse(
      `PBS_TASKNUM=${task} says that pbsdsh or pbs_tmrsh started this program in a job of PBS, which offers no way to find its other tasks`,
      "start it with `ranks run` in the job's script",
    );
  },
};

export const lsf: Engine = {
  starter: "blaunch",
  signs: ["LSF_PM_TASKID"],
  job: ["LSB_JOBID"],
  detect(clues) {
    const task = clues.text("LSF_PM_TASKID");
    if (task === undefined || clues.number("LSB_DJOB_NUMPROC") === 1) return undefined;
    return clues.refuse(
      `LSF_PM_TASKID=${task} says that blaunch started this program in a job of LSF, which offers no way to find its other tasks`,
      "start it with `ranks run` in the job's script",
    );
  },
};

interface Stranger {
  readonly starter: string;
  readonly size: string;
  readonly others: readonly string[];
  readonly job: readonly string[];
  readonly why: string;
  readonly remedy?: string;
}

function stranger({ starter, size, others, job, why, remedy = INSTEAD }: Stranger): Engine {
  return {
    starter,
    signs: [size, ...others],
    job,
    detect(clues: Clues) {
      if (!clues.has(size)) return undefined;
      const count = clues.number(size)!;
      if (count === 1) return "alone";
      return clues.refuse(
        `${size}=${count} says that ${starter} started this program as one of ${count}, but it ${why}`,
        remedy,
      );
    },
  };
}

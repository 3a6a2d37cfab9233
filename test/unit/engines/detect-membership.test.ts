import test from "ava";
import type { ExecutionContext } from "ava";
import type { Environment } from "#dist/engines/clues.js";
import { detectMembership, keepFromChildren } from "#dist/engines/detect-membership.js";
import type { Membership } from "#dist/engines/membership.js";
import { RanksError } from "#dist/errors.js";
import * as real from "./environments.ts";

const NOBODY_NEAR = { node: undefined, local: undefined };

function pmi(rank: number, size: number, fd: number): Membership {
  return { engine: "a PMI-1 launcher", rank, size, ...NOBODY_NEAR, rendezvous: { kind: "pmi", fd } };
}

function slurm(
  [rank, size]: readonly [number, number],
  [node, localRank, localSize]: readonly [string, number, number],
  [first, port]: readonly [string, number],
): Membership {
  return {
    engine: "Slurm",
    rank,
    size,
    node,
    local: { rank: localRank, size: localSize },
    rendezvous: { kind: "munge", node: first, port },
  };
}

const MASTER = { MASTER_ADDR: "node7", MASTER_PORT: "29500" };
const TORCHRUN = {
  TORCHELASTIC_RUN_ID: "none",
  ...{ RANK: "5", WORLD_SIZE: "8", LOCAL_RANK: "1", LOCAL_WORLD_SIZE: "4", GROUP_RANK: "1" },
  ...MASTER,
};
const POD = {
  JOB_COMPLETION_INDEX: "3",
  ...{ RANKS_SIZE: "8", RANKS_RENDEZVOUS: "pi-0.pi", RANKS_PORT: "7077" },
};

function torchLike(engine: string, port: number): Membership {
  return {
    engine,
    rank: 5,
    size: 8,
    node: "1",
    local: { rank: 1, size: 4 },
    rendezvous: { kind: "address", host: "node7", port },
  };
}

/** Environments of programs that belong to a job, or to none. */
const FINDINGS: Readonly<Record<string, readonly [Environment, Membership | undefined]>> = {
  "nobody's program": [{ PATH: "/bin", HOME: "/root" }, undefined],
  "mpirun.mpich": [real.hydraOf4Rank2, pmi(2, 4, 14)],
  "mpirun.mpich, one rank": [real.hydraOf1, undefined],
  "PMI_ID in place of PMI_RANK": [{ PMI_FD: "6", PMI_ID: "1", PMI_SIZE: "2" }, pmi(1, 2, 6)],
  "mpirun.openmpi, one rank": [real.openMpiOf1, undefined],
  "srun, first rank": [real.srunOf6Rank0, slurm([0, 6], ["gpu03", 0, 2], ["gpu03", 61_501])],
  "srun, middle rank": [real.srunOf6Rank3, slurm([3, 6], ["n1", 1, 3], ["gpu03", 61_501])],
  "srun, last rank": [real.srunOf6Rank5, slurm([5, 6], ["n2", 0, 1], ["gpu03", 61_501])],
  "srun --mpi=pmi2": [real.srunPmi2Of6Rank5, pmi(5, 6, 11)],
  "srun --mpi=pmix": [real.srunPmixOf3Rank2, slurm([2, 3], ["n2", 0, 1], ["gpu03", 61_623])],
  "sbatch's script": [real.batchScript, undefined],
  "srun in sbatch's script": [real.srunInBatchRank2, slurm([2, 3], ["n2", 0, 1], ["gpu03", 61_684])],
  "srun -n 1 in sbatch's script": [real.srunOneInBatch, undefined],
  "srun in a task of srun": [real.srunInTaskRank1, slurm([1, 2], ["n1", 0, 1], ["gpu03", 61_687])],
  "mpirun.mpich in sbatch's script": [real.hydraInBatchRank2, pmi(2, 3, 5)],
  "salloc's shell": [real.sallocShell, undefined],
  "salloc's shell as a step": [real.interactiveStep, undefined],
  torchrun: [TORCHRUN, torchLike("torchrun", 29_500)],
  "torchrun whose agent listens": [
    { ...TORCHRUN, TORCHELASTIC_USE_AGENT_STORE: "True" },
    torchLike("torchrun", 29_501),
  ],
  "torchrun whose agent does not listen": [
    { ...TORCHRUN, TORCHELASTIC_USE_AGENT_STORE: "False" },
    torchLike("torchrun", 29_500),
  ],
  "torchrun, one rank": [{ ...TORCHRUN, RANK: "0", WORLD_SIZE: "1" }, undefined],
  "torchrun within mpirun.mpich": [{ ...real.hydraOf4Rank2, ...TORCHRUN }, torchLike("torchrun", 29_500)],
  "variables like torchrun's": [
    { RANK: "1", WORLD_SIZE: "2", ...MASTER },
    {
      engine: "an environment like torchrun's",
      rank: 1,
      size: 2,
      ...NOBODY_NEAR,
      rendezvous: { kind: "address", host: "node7", port: 29_500 },
    },
  ],
  "variables like torchrun's in a task of mpirun.openmpi": [
    { ...real.openMpiOf3Rank2, ...TORCHRUN, TORCHELASTIC_RUN_ID: undefined },
    torchLike("an environment like torchrun's", 29_500),
  ],
  "variables like torchrun's that a script exports for srun": [
    { ...real.srunOf6Rank3, ...MASTER, WORLD_SIZE: "6" },
    slurm([3, 6], ["n1", 1, 3], ["gpu03", 61_501]),
  ],
  "RANK alone": [{ RANK: "general" }, undefined],
  "MASTER_ADDR and MASTER_PORT alone": [MASTER, undefined],
  "WORLD_SIZE=1": [{ WORLD_SIZE: "1" }, undefined],
  "empty variables": [{ PMI_RANK: "", WORLD_SIZE: "", JOB_COMPLETION_INDEX: "" }, undefined],
  "a pod": [
    POD,
    {
      engine: "Kubernetes",
      rank: 3,
      size: 8,
      ...NOBODY_NEAR,
      rendezvous: { kind: "address", host: "pi-0.pi", port: 7077 },
    },
  ],
  "the only pod": [{ ...POD, JOB_COMPLETION_INDEX: "0", RANKS_SIZE: "1" }, undefined],
  "the script of a job of PBS": [{ PBS_JOBID: "7.pbs", PBS_TASKNUM: "1", PBS_NODENUM: "0" }, undefined],
  "a job of LSF": [{ LSB_JOBID: "7", LSB_HOSTS: "a b", LSB_DJOB_NUMPROC: "2" }, undefined],
  "blaunch, one task": [{ LSB_JOBID: "7", LSF_PM_TASKID: "1", LSB_DJOB_NUMPROC: "1" }, undefined],
  "a job of Flux": [{ FLUX_JOB_SIZE: "2", PMI_FD: "9", PMI_RANK: "1", PMI_SIZE: "2" }, pmi(1, 2, 9)],
};

for (const [name, [env, membership]] of Object.entries(FINDINGS))
  test(`${name}: ${membership ? `rank ${membership.rank} of ${membership.size}` : "a program of its own"}`, (t) => {
    t.deepEqual(detectMembership(env), membership);
  });

const OWN = (names: string): string => `, or, if it is a program of its own, with \`env ${names}\``;
const PMI_START = "; start it with mpirun.mpich, srun --mpi=pmi2 or another PMI-1 launcher";
const INSTEAD = "; start it with `ranks run`, mpirun.mpich or srun";
const TORCH_START = "; start it with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT set, as torchrun does";
const POD_START = "; start it with the manifest that `ranks manifest kubernetes` prints";
const STEP = "-u SLURM_STEP_ID -u SLURM_PROCID";

/** Environments of programs that belong to a job which can't be joined. */
const REFUSALS: readonly (readonly [Environment, string])[] = [
  [
    real.openMpiOf3Rank2,
    `OMPI_COMM_WORLD_SIZE=3 says that Open MPI's mpirun started this program as one of 3, but it offers PMIx and no PMI-1${INSTEAD}` +
      OWN("-u OMPI_COMM_WORLD_SIZE -u OMPI_COMM_WORLD_RANK -u PMIX_NAMESPACE -u PMIX_RANK"),
  ],
  [
    { OMPI_COMM_WORLD_SIZE: "many" },
    `OMPI_COMM_WORLD_SIZE=many is not a whole number, so this program's place in its job is unknown; start it with Open MPI's mpirun` +
      OWN("-u OMPI_COMM_WORLD_SIZE"),
  ],
  [
    { HOROVOD_RANK: "0", HOROVOD_SIZE: "2" },
    `HOROVOD_SIZE=2 says that horovodrun started this program as one of 2, but it offers no way to join its world${INSTEAD}` +
      OWN("-u HOROVOD_SIZE -u HOROVOD_RANK"),
  ],
  [
    { FLUX_JOB_SIZE: "2", FLUX_TASK_RANK: "1" },
    "FLUX_JOB_SIZE=2 says that Flux started this program as one of 2, but it was told to offer no PMI; start it without -o pmi=off" +
      OWN("-u FLUX_JOB_SIZE -u FLUX_TASK_RANK"),
  ],
  [
    { PMIX_NAMESPACE: "prterun-1@1", PMIX_RANK: "0" },
    `PMIX_NAMESPACE=prterun-1@1 says that a PMIx launcher started this program, and that offers no PMI-1${INSTEAD}` +
      OWN("-u PMIX_NAMESPACE -u PMIX_RANK"),
  ],
  [
    real.hydraWithPort,
    "PMI_PORT=front:34731 says that this program belongs to a job whose launcher is asked over tcp, which ranks does not do; " +
      `start it without -pmi-port${OWN("-u PMI_PORT -u PMI_ID")}`,
  ],
  [
    { PMI_RANK: "0", PMI_SIZE: "2" },
    `PMI_SIZE=2 says that this program is one of 2, but PMI_FD names no descriptor to join them through${PMI_START}` +
      OWN("-u PMI_RANK -u PMI_SIZE"),
  ],
  [
    { PMI_FD: "6", PMI_RANK: "0" },
    `PMI_FD=6 says that this program is part of a job, but PMI_SIZE is not set${PMI_START}${OWN("-u PMI_FD -u PMI_RANK")}`,
  ],
  [
    { PMI_FD: "x", PMI_RANK: "0", PMI_SIZE: "2" },
    `PMI_FD=x is not a whole number, so this program's place in its job is unknown${PMI_START}` +
      OWN("-u PMI_FD -u PMI_RANK -u PMI_SIZE"),
  ],
  [
    { PMI_FD: "6", PMI_RANK: "2", PMI_SIZE: "2" },
    `PMI_RANK=2 and PMI_SIZE=2 contradict each other: ranks are counted from 0${PMI_START}` +
      OWN("-u PMI_FD -u PMI_RANK -u PMI_SIZE"),
  ],
  [
    real.srunArbitraryRank0,
    `SLURM_DISTRIBUTION=arbitrary, so the node of rank 0 is unknown; start it with srun --mpi=pmi2${OWN(STEP)}`,
  ],
  [
    real.srunHeterogeneousRank0,
    "SLURM_NODEID=0 is gpu03 in the step's list but SLURMD_NODENAME=n2, as in a heterogeneous job, so the node of rank 0 is unknown; " +
      `start it with srun --mpi=pmi2${OWN(STEP)}`,
  ],
  ...[real.batchInTask, real.sallocInTask].map(
    (env) =>
      [
        env,
        "SLURM_STEP_NUM_TASKS=2 says that this program is a task of srun, but the nodes or tasks of that step " +
          "(SLURM_STEP_NODELIST, SLURM_STEP_TASKS_PER_NODE) are not those of the job, as in a script of sbatch or a shell of salloc " +
          `that a task started; start it with srun, without --preserve-env${OWN(STEP)}`,
      ] as const,
  ),
  [
    { ...real.srunOf6Rank3, SLURM_STEP_ID: undefined },
    "SLURM_PROCID=3 says that this program is a task of srun, but SLURM_STEP_ID is not set; start it with srun" +
      OWN("-u SLURM_PROCID"),
  ],
  [
    { ...real.srunOf6Rank3, SLURM_STEP_NUM_TASKS: undefined },
    "SLURM_STEP_ID=0 says that this program is part of a job, but SLURM_STEP_NUM_TASKS is not set; start it with srun" +
      OWN(STEP),
  ],
  [
    { ...real.srunOf6Rank3, SLURM_LOCALID: "3" },
    "SLURM_LOCALID=3 and SLURM_GTIDS=2,3,4 contradict each other: tasks of a node are counted from 0; start it with srun" +
      OWN(STEP),
  ],
  [
    { ...real.srunOf6Rank3, SLURM_NODEID: "3" },
    "SLURM_NODEID=3 and SLURM_STEP_NODELIST=gpu03,n[1-2] contradict each other; start it with srun" +
      OWN(STEP),
  ],
  [
    { RANK: "0", MASTER_ADDR: "node7" },
    `RANK=0 says that this program is part of a job, but WORLD_SIZE is not set${TORCH_START}${OWN("-u RANK")}`,
  ],
  [
    { WORLD_SIZE: "2" },
    `WORLD_SIZE=2 says that this program is part of a job, but RANK is not set${TORCH_START}${OWN("-u WORLD_SIZE")}`,
  ],
  [
    { RANK: "1", WORLD_SIZE: "2" },
    `RANK=1 says that this program is part of a job, but MASTER_ADDR is not set${TORCH_START}${OWN("-u RANK -u WORLD_SIZE")}`,
  ],
  [
    { RANK: "1", WORLD_SIZE: "2", ...MASTER, MASTER_PORT: "70000" },
    `MASTER_PORT=70000 is no port: these are 1 to 65535${TORCH_START}${OWN("-u RANK -u WORLD_SIZE")}`,
  ],
  [
    { ...TORCHRUN, MASTER_PORT: "65535", TORCHELASTIC_USE_AGENT_STORE: "True" },
    "MASTER_PORT=65535 is torchrun's own, and there is none above it for ranks; give torchrun a lower --master-port" +
      OWN("-u TORCHELASTIC_RUN_ID -u RANK -u WORLD_SIZE"),
  ],
  [
    { JOB_COMPLETION_INDEX: "0" },
    `JOB_COMPLETION_INDEX=0 says that this program is part of a job, but RANKS_SIZE is not set${POD_START}` +
      OWN("-u JOB_COMPLETION_INDEX"),
  ],
  [
    { ...POD, RANKS_RENDEZVOUS: undefined },
    `JOB_COMPLETION_INDEX=3 says that this program is part of a job, but RANKS_RENDEZVOUS is not set${POD_START}` +
      OWN("-u JOB_COMPLETION_INDEX"),
  ],
  [
    { PBS_JOBID: "7.pbs", PBS_TASKNUM: "2" },
    "PBS_TASKNUM=2 says that pbsdsh or pbs_tmrsh started this program in a job of PBS, which offers no way to find its other tasks; " +
      `start it with \`ranks run\` in the job's script${OWN("-u PBS_TASKNUM")}`,
  ],
  [
    { LSB_JOBID: "7", LSF_PM_TASKID: "1" },
    "LSF_PM_TASKID=1 says that blaunch started this program in a job of LSF, which offers no way to find its other tasks; " +
      `start it with \`ranks run\` in the job's script${OWN("-u LSF_PM_TASKID")}`,
  ],
  [
    { ...real.hydraInBatchRank2, PMI_FD: undefined },
    `PMI_SIZE=3 says that this program is one of 3, but PMI_FD names no descriptor to join them through${PMI_START}` +
      OWN(`-u PMI_RANK -u PMI_SIZE ${STEP}`),
  ],
];

for (const [env, message] of REFUSALS)
  test(`refused: ${message.slice(0, message.indexOf(";"))} (${Object.values(env).join(" ")})`, (t) => {
    const error = t.throws(() => detectMembership(env), { instanceOf: RanksError, message });
    t.is(error.code, "ERR_RANKS_ENVIRONMENT");
    const removed = [...message.matchAll(/-u (\w+)/g)].map(([, name]) => name);
    const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !removed.includes(name)));
    t.is(detectMembership(rest), undefined, "the remedy is one");
  });

function asStartedBy(t: ExecutionContext, env: Environment): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ...env };
  t.not(detectMembership(own), undefined);
  keepFromChildren(own);
  return own;
}

test("programs that a rank starts are programs of their own", (t) => {
  for (const env of [real.hydraOf4Rank2, real.srunOf6Rank3, real.srunPmi2Of6Rank5, TORCHRUN, POD]) {
    const inherited = asStartedBy(t, env);
    t.is(detectMembership(inherited), undefined);
    t.is(detectMembership({ ...inherited, PATH: "/elsewhere" }), undefined);
  }
});

test("programs that a rank starts through another launcher belong to that one's job", (t) => {
  const { hydraOf1, hydraOf4Rank2, openMpiOf3Rank2, srunOf6Rank0, srunInBatchRank2 } = real;
  // Nothing in its variables tells this mpirun.mpich from the one that started the rank.
  t.deepEqual(detectMembership({ ...asStartedBy(t, hydraOf4Rank2), ...hydraOf4Rank2 }), pmi(2, 4, 14));
  t.deepEqual(detectMembership({ ...asStartedBy(t, srunOf6Rank0), ...hydraOf4Rank2 }), pmi(2, 4, 14));
  t.is(detectMembership({ ...asStartedBy(t, srunOf6Rank0), ...srunInBatchRank2 })?.size, 3);
  // The same rank of the same step of another job.
  t.is(detectMembership({ ...asStartedBy(t, srunOf6Rank0), SLURM_JOB_ID: "99" })?.rank, 0);
  t.throws(() => detectMembership({ ...asStartedBy(t, TORCHRUN), ...openMpiOf3Rank2 }), {
    message: /^OMPI_COMM_WORLD_SIZE=3 /,
  });
  t.is(detectMembership({ ...asStartedBy(t, srunOf6Rank0), ...hydraOf1 }), undefined);
});

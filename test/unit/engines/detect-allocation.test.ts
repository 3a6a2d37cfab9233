import test from "ava";
import { detectAllocation } from "#dist/engines/detect-allocation.js";
import type { Environment } from "#dist/engines/clues.js";
import { RanksError } from "#dist/errors.js";
import * as real from "./environments.ts";

const FILES: Readonly<Partial<Record<string, string>>> = {
  "/pbs": "node1\nnode1\nnode2\n\n",
  "/sge": "node1 4 all.q@node1 UNDEFINED\nnode2 2 all.q@node2 <NULL>\nnode1 1 fast.q@node1 UNDEFINED\n",
  "/empty": "# nothing\n",
  "/odd": "-oProxyCommand=x\n",
  "/short": "node1\n",
};

function readFile(path: string): string {
  const text = FILES[path];
  if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
  return text;
}

/** The engine and the hosts, as `name:slots`. */
const FINDINGS: Readonly<Record<string, readonly [Environment, string | undefined]>> = {
  "no job": [{ PATH: "/bin" }, undefined],
  "sbatch's script": [real.batchScript, "Slurm gpu03:2 n1:2 n2:1"],
  "salloc's shell": [real.sallocShell, "Slurm n1:3"],
  "salloc's shell with two processors for each task": [real.sallocTwoCpusPerTask, "Slurm gpu03:1 n1:1"],
  "salloc's shell as a step": [real.interactiveStep, "Slurm n1:3"],
  // The step's own counts are of one node.
  "srun -n 1 in sbatch's script": [real.srunOneInBatch, "Slurm gpu03:2 n1:2 n2:1"],
  // The counts of the task that called sbatch are not the script's.
  "sbatch's script, called by a task": [real.batchInTask, "Slurm gpu03:1"],
  "salloc's shell, called by a task": [real.sallocInTask, "Slurm gpu03:1"],
  "a job of PBS": [{ PBS_JOBID: "7.pbs", PBS_NODEFILE: "/pbs" }, "PBS node1:2 node2:1"],
  "a job of Grid Engine": [{ JOB_ID: "7", PE_HOSTFILE: "/sge" }, "Grid Engine node1:5 node2:2"],
  "a serial job of Grid Engine": [{ JOB_ID: "7" }, undefined],
  "a job of LSF": [
    { LSB_JOBID: "7", LSB_MCPU_HOSTS: "node1 4 node2 2 ", LSB_HOSTS: "node1 node1" },
    "LSF node1:4 node2:2",
  ],
  "a job of LSF without counts": [{ LSB_JOBID: "7", LSB_HOSTS: "node1 node2 node1" }, "LSF node1:2 node2:1"],
  "variables of another job": [{ PBS_NODEFILE: "/pbs", PE_HOSTFILE: "/sge", LSB_HOSTS: "a" }, undefined],
};

for (const [name, [env, hosts]] of Object.entries(FINDINGS))
  test(`${name}: ${hosts ?? "nothing"}`, (t) => {
    const allocation = detectAllocation(env, readFile);
    const found =
      allocation &&
      [allocation.engine, ...allocation.hosts.map((host) => `${host.name}:${host.slots}`)].join(" ");
    t.is(found, hosts);
  });

test("how each engine starts a program on a host", (t) => {
  const wordsOf = (env: Environment): string | undefined =>
    detectAllocation(env, readFile)?.remote?.words.join(" ");
  t.is(
    wordsOf(real.batchScript),
    "env -u SLURM_LABELIO -u SLURM_EXACT srun --nodes=1 --ntasks=1 --nodelist={host} --overlap --mem=0 --mpi=none --export=ALL " +
      "--input=all --output=all --error=all --unbuffered --kill-on-bad-exit=1",
  );
  t.is(wordsOf({ JOB_ID: "7", PE_HOSTFILE: "/sge" }), "qrsh -inherit {host}");
  t.is(wordsOf({ LSB_JOBID: "7", LSB_HOSTS: "a" }), "blaunch {host}");
  t.is(wordsOf({ PBS_JOBID: "7", PBS_NODEFILE: "/pbs" }), undefined, "pbs_tmrsh carries no input and output");
});

const KEEP = "; leave it as the batch system set it, or name the hosts with -H";
const REFUSALS: readonly (readonly [Environment, string])[] = [
  [
    real.srunOf6Rank3,
    "SLURM_STEP_NUM_TASKS=6 says that srun started this launcher as one of several tasks, and each would start a job on all hosts; " +
      "start the launcher without srun, or the program itself with srun, or name the hosts with -H",
  ],
  [
    { ...real.batchScript, SLURM_TASKS_PER_NODE: "2" },
    "SLURM_TASKS_PER_NODE=2 does not fit the 3 nodes of SLURM_JOB_NODELIST=gpu03,n[1-2]; " +
      "leave Slurm's variables as Slurm sets them, or name the hosts with -H",
  ],
  [
    { ...real.batchScript, SLURM_TASKS_PER_NODE: undefined, SLURM_JOB_CPUS_PER_NODE: undefined },
    `"" is not a number for each node as Slurm writes it, like 2(x3),1; leave Slurm's variables as Slurm sets them`,
  ],
  [
    { ...real.batchScript, SLURM_TASKS_PER_NODE: "0,1(x2)" },
    `SLURM_JOB_NODELIST gives gpu03 with 0 slots where it should give hosts${KEEP}`,
  ],
  [
    { PBS_JOBID: "7", PBS_NODEFILE: "/gone" },
    "PBS_NODEFILE=/gone cannot be read (ENOENT: no such file or directory, open '/gone'); " +
      "call `ranks run` where the batch system put that file, or name the hosts with -H",
  ],
  [
    { PBS_JOBID: "7", PBS_NODEFILE: "/empty" },
    `PBS_NODEFILE=/empty gives nothing where it should give hosts${KEEP}`,
  ],
  [
    { PBS_JOBID: "7", PBS_NODEFILE: "/odd" },
    `PBS_NODEFILE=/odd gives -oProxyCommand=x with 1 slots where it should give hosts${KEEP}`,
  ],
  [
    { JOB_ID: "7", PE_HOSTFILE: "/short" },
    `PE_HOSTFILE=/short gives node1 with no number of slots where it should give hosts${KEEP}`,
  ],
  [
    { LSB_JOBID: "7", LSB_MCPU_HOSTS: "node1 4 node2" },
    `LSB_MCPU_HOSTS=node1 4 node2 gives node2 with no number of slots where it should give hosts${KEEP}`,
  ],
];

for (const [env, message] of REFUSALS)
  test(`refused: ${message}`, (t) => {
    const error = t.throws(() => detectAllocation(env, readFile), { instanceOf: RanksError, message });
    t.is(error.code, "ERR_RANKS_ENVIRONMENT");
  });

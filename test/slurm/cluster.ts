import { hostname } from "node:os";
import path from "node:path";

/** A Slurm cluster on one machine: a controller, two nodes, and munge, which vouches for users. */
export const STATE = "/run/ranks-slurm";

/** For SLURM_CONF. */
export const CONFIGURATION = path.join(STATE, "slurm.conf");

/**
 * Slurm looks for this beside its configuration. Left alone a node's daemon wants the newest control groups of the system, which
 * a container may not give it; the older ones it touches only to limit tasks, which is not done here.
 */
export const CGROUP_CONFIGURATION = path.join(STATE, "cgroup.conf");
export const CGROUPS = "CgroupPlugin=cgroup/v1\n";

/** A file for a shell to source. */
export const SETTINGS = path.join(STATE, "env");

export const NODES = [
  { name: "n1", port: 17001 },
  { name: "n2", port: 17002 },
] as const;

const CONTROLLER_PORT = 17000;
/** More than any test asks for; Slurm need not know how many there are. */
const PROCESSORS = 8;

/** Where Slurm's daemons note their numbers: the controller, then the nodes. */
export const PID_FILES = [
  path.join(STATE, "slurmctld.pid"),
  ...NODES.map(({ name }) => pidFile(name)),
] as const;

function pidFile(node: string): string {
  return path.join(STATE, `slurmd-${node}.pid`);
}

export function configuration(): string {
  const nodes = NODES.map(
    ({ name, port }) =>
      `NodeName=${name} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${port} CPUs=${PROCESSORS} State=UNKNOWN\n`,
  );
  return `ClusterName=ranks
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${CONTROLLER_PORT}
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
StateSaveLocation=${path.join(STATE, "state")}
SlurmctldPidFile=${path.join(STATE, "slurmctld.pid")}
SlurmctldLogFile=${path.join(STATE, "slurmctld.log")}
SlurmdSpoolDir=${path.join(STATE, "spool-%n")}
SlurmdPidFile=${pidFile("%n")}
SlurmdLogFile=${path.join(STATE, "slurmd-%n.log")}
SlurmdParameters=config_overrides
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1
${nodes.join("")}PartitionName=main Nodes=ALL Default=YES State=UP
`;
}

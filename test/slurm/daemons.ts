import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { run, succeeds } from "../environment/command.ts";
import { commandLine, descendants, directory, end, pidIn, processes } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import { CONFIGURATION, configuration, NODES, PID_FILES, SETTINGS, STATE } from "./cluster.ts";

const PATIENCE_MS = 5000;

const env = { ...process.env, SLURM_CONF: CONFIGURATION };

/** Starts controller and nodes, and returns when both nodes take work. */
export async function startDaemons(): Promise<void> {
  writeFileSync(CONFIGURATION, configuration());
  writeFileSync(SETTINGS, `export SLURM_CONF=${CONFIGURATION}\n`);
  mkdirSync(`${STATE}/state`);
  run("slurmctld", ["-c"], { env });
  for (const { name } of NODES) run("slurmd", ["-N", name], { env });
  const answers = await until(() => succeeds("sinfo", [], { env }));
  if (!answers || !(await until(areIdle)))
    throw new Error(`the nodes do not become idle; see the logs in ${STATE}`);
}

export function isRunning(): boolean {
  return PID_FILES.every((file) => pidIn(file, "slurm") !== undefined);
}

/** Ends all jobs, politely where the controller still answers, then the daemons. */
export async function stopDaemons(): Promise<void> {
  if (!existsSync(CONFIGURATION)) return;
  if (isRunning()) {
    succeeds("scancel", ["--full", "--signal=KILL", "--user=root"], { env });
    await until(() => processes().every((pid) => !isStep(pid)), PATIENCE_MS);
  }
  const steps = processes().filter(isStep);
  await end(descendants(steps));
  const daemons = PID_FILES.map((file) => pidIn(file, "slurm")).filter((pid) => pid !== undefined);
  await end([...daemons, ...steps]);
}

/** Each step has a process of Slurm's on each of its nodes, which holds its tasks. */
function isStep(pid: number): boolean {
  return commandLine(pid).startsWith("slurmstepd:") && directory(pid) === STATE;
}

function areIdle(): boolean {
  const names = NODES.map(({ name }) => name).join(",");
  const states = run("sinfo", ["--noheader", "--Node", "--format=%T", `--nodes=${names}`], { env });
  return states.match(/^idle$/gm)?.length === NODES.length;
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run, succeeds } from "../environment/command.ts";
import { commandLine, descendants, directory, end, pidIn, processes } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import {
  CGROUP_CONFIGURATION,
  CGROUPS,
  CONFIGURATION,
  configuration,
  NODES,
  PID_FILES,
  SETTINGS,
  STATE,
} from "./cluster.ts";

const PATIENCE_MS = 5000;
const MOST_COMPLAINTS = 20;

const env = { ...process.env, SLURM_CONF: CONFIGURATION };

/** Starts controller and nodes, and returns when both nodes take work. */
export async function startDaemons(): Promise<void> {
  writeFileSync(CONFIGURATION, configuration());
  writeFileSync(CGROUP_CONFIGURATION, CGROUPS);
  writeFileSync(SETTINGS, `export SLURM_CONF=${CONFIGURATION}\n`);
  mkdirSync(`${STATE}/state`);
  try {
    run("slurmctld", ["-c"], { env });
    for (const { name } of NODES) run("slurmd", ["-N", name], { env });
    if (!(await until(areIdle))) throw new Error("the nodes do not become idle");
  } catch (error) {
    throw new Error(`Slurm does not start: ${String(error)}\n${complaints()}`, { cause: error });
  }
}

/** What the daemons have written about errors. */
function complaints(): string {
  const logs = readdirSync(STATE).filter((name) => name.endsWith(".log"));
  const lines = logs.flatMap((name) =>
    readFileSync(path.join(STATE, name), "utf8")
      .split("\n")
      .filter((line) => /error|fatal/.test(line))
      .map((line) => `${name}: ${line}`),
  );
  return lines.slice(-MOST_COMPLAINTS).join("\n");
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
  // The controller may not listen yet.
  if (!succeeds("sinfo", [], { env })) return false;
  const names = NODES.map(({ name }) => name).join(",");
  const states = run("sinfo", ["--noheader", "--Node", "--format=%T", `--nodes=${names}`], { env });
  return states.match(/^idle$/gm)?.length === NODES.length;
}

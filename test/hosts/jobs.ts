import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { commandLine, descendants, isRunning } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import { startRanks } from "../integration/run-ranks.ts";
import type { Job, Surroundings } from "../integration/run-ranks.ts";
import { HOSTS } from "./hosts.ts";
import { processesOn } from "./network.ts";

export const HOSTFILE = "test/hosts/hostfile";

/** A program of test/hosts/programs, compiled. */
export function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}

export interface HostsJob extends Job {
  /** Checks that no process of the job is on a host, nor here, or will not be in a moment. */
  nothingIsLeft(): Promise<void>;
  /** Complete when that is so; fails when it does not become so. */
  reaches(holds: () => boolean): Promise<void>;
  /** How often this has come on standard output. */
  count(text: string): number;
  /** The processes of the job on this host that begin with these words. */
  started(words: string): number[];
}

/** Starts `ranks run` with the hosts of the hostfile, unless the arguments name others. */
export function startOnHosts(
  t: ExecutionContext,
  args: readonly string[],
  surroundings?: Surroundings,
): HostsJob {
  const named = args.some((word) => ["-H", "--host", "--hostfile"].includes(word));
  const job = startRanks(["run", ...(named ? [] : ["--hostfile", HOSTFILE]), ...args], surroundings);
  let stdout = "";
  job.launcher.stdout.on("data", (text: string) => (stdout += text));
  const launcher = job.launcher.pid!;
  const ours = new Set<number>();
  // What has been started by a process that is gone cannot be found any more.
  const noting = setInterval(() => descendants([launcher]).forEach((pid) => ours.add(pid)), 50);
  void job.outcome.finally(() => clearInterval(noting));
  const left = (): string[] => [...[...ours].filter(isRunning), ...jobProcesses()].map(describe);
  t.teardown(() => job.launcher.kill("SIGKILL"));
  return {
    ...job,
    nothingIsLeft: async () => {
      await until(() => left().length === 0);
      t.deepEqual(left(), []);
    },
    reaches: async (holds) => {
      if (!(await until(holds))) throw new Error(`it did not come so far: ${holds.toString()}`);
    },
    count: (text) => stdout.split(text).length - 1,
    started: (words) => [...ours].filter((pid) => isRunning(pid) && commandLine(pid).startsWith(words)),
  };
}

/** What runs on the hosts beside sshd, whose sessions notice by themselves when nobody answers any more. */
export function jobProcesses(): number[] {
  return HOSTS.flatMap(processesOn).filter((pid) => !commandLine(pid).startsWith("sshd: "));
}

function describe(pid: number): string {
  return `${pid} ${commandLine(pid)}`;
}

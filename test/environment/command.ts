import { spawnSync } from "node:child_process";

const LIMIT_MS = 120_000;

export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Runs a command to its end and gives its standard output; throws with what it said when it fails. */
export function run(command: string, args: readonly string[], surroundings: Surroundings = {}): string {
  const { status, signal, error, stdout, stderr } = attempt(command, args, surroundings);
  if (status === 0) return stdout;
  const reason = error?.message ?? `${signal ?? `status ${String(status)}`}\n${stderr}${stdout}`.trim();
  throw new Error(`${[command, ...args].join(" ")}: ${reason}`);
}

/** Whether a command ends well. */
export function succeeds(command: string, args: readonly string[], surroundings: Surroundings = {}): boolean {
  return attempt(command, args, surroundings).status === 0;
}

function attempt(command: string, args: readonly string[], { env, input = "" }: Surroundings) {
  return spawnSync(command, args, { encoding: "utf8", input, timeout: LIMIT_MS, ...(env && { env }) });
}

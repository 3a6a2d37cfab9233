import type { Environment } from "./clues.ts";

/** What an engine's variables were in the rank that this program, or one of its ancestors, was started by. */
const INHERITED = "RANKS_INHERITED";

/** Programs that a rank starts are no ranks: what they find as the rank left it was not said to them. */
export function isInherited(env: Environment, names: readonly string[]): boolean {
  return env[INHERITED] !== undefined && env[INHERITED] === values(env, names);
}

/** For the programs that a rank starts. Another launcher among them sets variables anew, and its programs belong to its job. */
export function markInherited(env: NodeJS.ProcessEnv, names: readonly string[]): void {
  env[INHERITED] = values(env, names);
}

function values(env: Environment, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => env[name] ?? null));
}

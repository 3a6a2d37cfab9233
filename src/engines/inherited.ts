import type { Environment } from "./clues.ts";

/** What the engines' variables were in the rank that started this program, or one of its ancestors. */
const INHERITED = "RANKS_INHERITED";

/** Whether a rank started this program, or one of its ancestors, and nobody has set one of these variables anew since then. */
export function isInherited(env: Environment, names: readonly string[]): boolean {
  const text = env[INHERITED];
  if (text === undefined) return false;
  const values = new URLSearchParams(text);
  return names.every((name) => (env[name] ?? null) === values.get(name));
}

/** For the programs that a rank starts with this environment. */
export function markInherited(env: NodeJS.ProcessEnv, names: readonly string[]): void {
  const values = new URLSearchParams();
  for (const name of names) {
    const value = env[name];
    if (value !== undefined) values.set(name, value);
  }
  env[INHERITED] = values.toString();
}

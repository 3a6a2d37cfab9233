import type { ExecutionContext } from "ava";

/** `run` throws ERR_RANKS_USAGE with a message that states a fact, then a remedy, and that matches. */
export function refuses(t: ExecutionContext, run: () => unknown, message: RegExp): void {
  const error = t.throws(run, { code: "ERR_RANKS_USAGE" }, String(message));
  t.regex(error.message, /^.+; .+$/s);
  t.regex(error.message, message);
}

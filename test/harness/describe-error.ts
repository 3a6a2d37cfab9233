import { inspect } from "node:util";

/** An error with all that caused it, for people who read a test's output. */
export function describeError(error: unknown): string {
  const lines: string[] = [];
  for (let each = error; each !== undefined; each = each instanceof Error ? each.cause : undefined) {
    if (!(each instanceof Error)) lines.push(inspect(each));
    else if (each.cause instanceof Error) lines.push(each.message);
    else lines.push(each.stack ?? each.message);
  }
  return lines.join("\n  because ");
}

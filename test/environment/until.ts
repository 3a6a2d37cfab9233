import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MS = 20_000;
const PAUSE_MS = 20;

/** Looks again and again until `holds` is true; whether it became so within the limit. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  limitMs: number = LIMIT_MS,
): Promise<boolean> {
  const limit = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > limit) return false;
    await sleep(PAUSE_MS);
  }
  return true;
}

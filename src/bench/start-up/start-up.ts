import { launch } from "../../launch/launch.ts";
import { RanksError } from "../../errors.ts";
import type { Where } from "../measure-plan.ts";
import { linesTo } from "../run-entry.ts";
import type { Ready } from "./ready.ts";

/** A job that only starts and ends, seen by who started it, in milliseconds. */
export interface StartUp extends Ready {
  /** Until all ranks had passed a barrier. */
  readonly readyMs: number;
  readonly wholeMs: number;
}

export async function startUp(ranks: number, where: Where): Promise<StartUp> {
  const start = performance.now();
  let readyMs = 0;
  let ready: Ready | undefined;
  const { code } = await launch({
    ...where,
    size: ranks,
    program: new URL("./ready.js", import.meta.url),
    stdout: linesTo((line) => {
      const said = JSON.parse(line) as "ready" | Ready;
      if (said === "ready") readyMs = performance.now() - start;
      else ready = said;
    }),
  });
  if (ready === undefined || code !== 0)
    throw new RanksError("ERR_RANKS_LAUNCH", `a job of ${ranks} ranks has failed; see what it said above`);
  return { ...ready, readyMs, wholeMs: performance.now() - start };
}

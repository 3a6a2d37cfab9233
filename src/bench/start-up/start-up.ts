import { launch } from "../../launch/launch.ts";
import { RanksError } from "../../errors.ts";
import { jobErrors, linesTo } from "../job-lines.ts";
import type { Where } from "../measure-plan.ts";
import { summarize } from "../summarize.ts";
import type { Summary } from "../summarize.ts";
import type { Ready } from "./ready.ts";

/** Far more than 64 ranks take that share two processors with others; a job that hangs must not hang who measures. */
const LIMIT_S = 300;
/** The code of a job that has come to this limit. */
const TIMED_OUT = 124;

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
    timeoutMs: 1000 * LIMIT_S,
    stdout: linesTo((line) => {
      const said = JSON.parse(line) as "ready" | Ready;
      if (said === "ready") readyMs = performance.now() - start;
      else ready = said;
    }),
    stderr: jobErrors,
  });
  if (code === TIMED_OUT)
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `a job of ${ranks} ranks had not ended after ${LIMIT_S} s; what they waited for stands above. ` +
        "Take fewer (-n), or ask again when this machine has less to do",
    );
  if (ready === undefined || code !== 0)
    throw new RanksError("ERR_RANKS_LAUNCH", `a job of ${ranks} ranks has failed; see what it said above`);
  return { ...ready, readyMs, wholeMs: performance.now() - start };
}

/** Each job is a sample. */
export function summarizeJobs(jobs: readonly StartUp[], milliseconds: (job: StartUp) => number): Summary {
  const medians = jobs.map((job) => 1000 * milliseconds(job));
  return summarize([{ medians, p99: Math.max(...medians), min: Math.min(...medians) }]);
}

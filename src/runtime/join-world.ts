import { Worker } from "node:worker_threads";
import type { ErrorCode } from "../errors.ts";
import { RanksError } from "../errors.ts";
import { keepFromChildren } from "../engines/detect-membership.ts";
import type { Membership } from "../engines/membership.ts";
import { RANK, SIZE } from "../job/specification.ts";
import type { JobSpecification } from "../job/specification.ts";
import { readSettings } from "../join/settings.ts";
import type { Settings } from "../join/settings.ts";
import { makeOutputBlocking } from "./blocking-output.ts";
import { needsPump } from "./carriers.ts";
import { Latch } from "./latch.ts";
import type { ProcessMemory } from "./process-memory.ts";
import type { Seat } from "./seat.ts";
import { failWithHelper } from "./start-helper.ts";

export interface JoiningThreadTask {
  readonly membership: Membership;
  readonly settings: Settings;
  readonly tolerant: boolean;
  readonly latch: SharedArrayBuffer;
}

export type FromJoiningThread =
  | { readonly type: "joined"; readonly spec: JobSpecification; readonly memory: ProcessMemory }
  | { readonly type: "failed"; readonly code: ErrorCode | undefined; readonly message: string }
  /** In the process of rank 0: no rank needs it any more. */
  | { readonly type: "dismissed" };

/**
 * The place of a program in a job that another launcher started. The process's helper joins, and then does for it what that of a
 * launched one does; in the process of rank 0 it also watches over the job. Fails as `init()` does.
 */
export async function joinWorld(membership: Membership, tolerant: boolean): Promise<Seat> {
  const settings = readSettings(process.env);
  keepFromChildren(process.env);
  makeOutputBlocking();
  const latch = new SharedArrayBuffer(Latch.bytes);
  const helper = new Worker(new URL("./joining-thread.js", import.meta.url), {
    workerData: { membership, settings, tolerant, latch } satisfies JoiningThreadTask,
    execArgv: [],
  });
  helper.on("error", failWithHelper);
  // At any time: the helper says why this process goes, and ZeroMQ would abort it.
  const onExit = (code: number): void => new Latch(latch).stop(code);
  process.on("exit", onExit);
  const dismissal = hear(helper, "dismissed");
  const outcome = await Promise.race([hear(helper, "joined"), hear(helper, "failed")]);
  helper.unref();
  if (outcome.type === "failed") {
    process.off("exit", onExit);
    throw new RanksError(outcome.code ?? "ERR_RANKS_LAUNCH", outcome.message);
  }
  const { spec, memory } = outcome;
  const { rank, size } = membership;
  Object.assign(process.env, { [RANK]: rank, [SIZE]: size });
  return {
    spec,
    rank,
    memory,
    say: (report) => helper.postMessage(report),
    ...(needsPump(spec) && { ready: new Latch(latch).whenReady() }),
    ...(rank === 0 && {
      dismissed: async () => {
        helper.ref();
        await dismissal;
        helper.unref();
      },
    }),
  };
}

/** The helper's message of this kind. */
function hear<T extends FromJoiningThread["type"]>(
  helper: Worker,
  type: T,
): Promise<Extract<FromJoiningThread, { type: T }>> {
  return new Promise((resolve) => {
    helper.on("message", (message: FromJoiningThread) => {
      if (message.type === type) resolve(message as Extract<FromJoiningThread, { type: T }>);
    });
  });
}

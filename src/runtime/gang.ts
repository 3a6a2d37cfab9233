import { inspect } from "node:util";
import { Piscina } from "piscina";
import { keepFromChildren } from "../engines/detect-membership.ts";
import { readSpecification, reporter } from "./control.ts";
import { CONTROL_FD } from "../job/specification.ts";
import { makeProcessMemory } from "./process-memory.ts";
import type { ThreadTask } from "./rank-thread.ts";
import { startHelper } from "./start-helper.ts";
import { writeAll } from "./write-all.ts";

// The program of a process whose threads are ranks. Its arguments are the modules that teach a thread TypeScript.

keepFromChildren(process.env);
const controlFd = Number(process.env[CONTROL_FD]);
const { spec, rest } = readSpecification(controlFd);
const memory = makeProcessMemory(spec);
const report = reporter(controlFd, memory.turn);
await startHelper({ spec, rest, controlFd, memory });

const { ranks, threads } = spec;
if (threads === undefined) throw new Error("a gang was started with a specification for a single rank");
/** The thread of each rank, once it has one. */
const threadOf = new Int32Array(new SharedArrayBuffer(4 * ranks.length));
const pool = new Piscina<ThreadTask>({
  filename: new URL("./rank-thread.js", import.meta.url).href,
  minThreads: ranks.length,
  maxThreads: ranks.length,
  // Piscina must not block a thread while the rank that had it still has work in its event loop.
  atomics: "disabled",
  idleTimeout: Infinity,
});
// A rank that has ended is not replaced.
pool.options.minThreads = 0;

let running = ranks.length;
for (const worker of pool.threads) {
  // Afterwards it is -1.
  const { threadId } = worker;
  const seat = (): number => {
    const index = threadOf.indexOf(threadId);
    if (index < 0) throw new Error("a thread ended before it became a rank");
    return index;
  };
  worker.once("error", (error: unknown) => {
    const index = seat();
    writeAll(threads.output[index].stderr, Buffer.from(`Uncaught ${inspect(error)}\n`));
    const message = String(error).split("\n", 1)[0];
    report({ type: "failed", rank: ranks[index], code: 1, message });
  });
  worker.once("exit", (code) => {
    report({ type: "ended", rank: ranks[seat()], code });
    if (--running === 0) process.exit();
  });
}

for (const [index, rank] of ranks.entries()) {
  const task = { spec, rank, memory, controlFd, index, threadOf, register: process.argv.slice(2) };
  // A rank ends with its thread, so this always rejects; how it ended was heard above.
  pool.run(task).catch(() => undefined);
}

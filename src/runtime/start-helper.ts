import { Worker } from "node:worker_threads";
import type { JobSpecification } from "../job/specification.ts";
import { needsPump } from "./carriers.ts";
import { Latch } from "./latch.ts";
import type { ProcessMemory } from "./process-memory.ts";

/** What the helper thread of a launched process starts with. */
export interface HelperThreadTask {
  readonly spec: JobSpecification;
  /** What was already read of the control channel behind the specification. */
  readonly rest: string;
  readonly controlFd: number;
  readonly memory: ProcessMemory;
}

/**
 * Starts the process's helper: a thread whose event loop is never busy with user code. It hears the launcher, ends the process
 * when the launcher dies, and moves the messages that go over ZeroMQ. Complete when other processes can be reached.
 */
export async function startHelper(task: HelperThreadTask): Promise<void> {
  const helper = new Worker(new URL("./helper-thread.js", import.meta.url), {
    workerData: task,
    execArgv: [],
  });
  helper.unref();
  helper.on("error", failWithHelper);
  if (!needsPump(task.spec)) return;
  const latch = new Latch(task.memory.latch);
  // ZeroMQ aborts a process that exits while a thread of it waits for a message.
  process.on("exit", (code) => latch.stop(code));
  await latch.whenReady();
}

/** Without its helper a process would neither hear of losses nor move messages: it must not go on. */
export function failWithHelper(error: unknown): never {
  throw error;
}

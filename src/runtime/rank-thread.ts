import { createReadStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { MessagePort, parentPort, threadId } from "node:worker_threads";
import { CONTROL_FD, RANK } from "../job/specification.ts";
import { takeSeat } from "./seat.ts";
import { reporter } from "./control.ts";
import type { JobSpecification } from "../job/specification.ts";
import type { ProcessMemory } from "./process-memory.ts";
import { writeAll } from "./write-all.ts";

/** What a thread needs to become a rank. */
export interface ThreadTask {
  readonly spec: JobSpecification;
  readonly rank: number;
  readonly memory: ProcessMemory;
  readonly controlFd: number;
  /** Its place among the ranks of its process. */
  readonly index: number;
  readonly threadOf: Int32Array;
  /** Modules whose `register()` makes TypeScript run. */
  readonly register: readonly string[];
}

// This module is loaded before piscina listens for tasks. A rank ends when nothing keeps its event loop alive, as a process
// does, and the ports on which piscina listens would do so for ever: remember them, to let go of them later.
const ports: MessagePort[] = [];
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its `this` below
const { ref } = MessagePort.prototype;
MessagePort.prototype.ref = function (this: MessagePort): void {
  ports.push(this);
  ref.call(this);
};

/** Runs the job's program as a rank of its own in this thread, with the surroundings that a process would have. Never completes: a rank ends with its thread. */
export default async function becomeRank(task: ThreadTask): Promise<never> {
  const { spec, rank, memory, controlFd, index, threadOf, register } = task;
  MessagePort.prototype.ref = ref;
  for (const port of [parentPort, ...ports]) port?.unref();
  Atomics.store(threadOf, index, threadId);
  const { threads } = spec;
  if (threads === undefined) throw new Error("a thread cannot be a rank of this job");
  const { program, argv, output, stdin } = threads;

  process.argv = [process.execPath, program, ...argv];
  process.env[RANK] = String(rank);
  Reflect.deleteProperty(process.env, CONTROL_FD);
  const streams = {
    stdout: synchronousOutput(output[index].stdout),
    stderr: synchronousOutput(output[index].stderr),
    stdin: stdin === rank ? standardInput() : Readable.from([]),
  };
  for (const [name, value] of Object.entries(streams)) {
    standInFor(process[name as keyof typeof streams], value);
    Object.defineProperty(process, name, { value });
  }
  takeSeat({ spec, rank, memory, say: reporter(controlFd, memory.turn) });

  try {
    for (const module of register) ((await import(module)) as { register(): void }).register();
    const stopWatching = watchForUnsettled();
    await import(pathToFileURL(program).href);
    stopWatching();
  } catch (error) {
    // Out of piscina's reach, so that it ends the thread as it would a process.
    setImmediate(() => {
      throw located(error, program);
    });
  }
  return new Promise(() => undefined);
}

/** A thread's usual output goes through the event loop of the main thread, which shows nothing while a rank computes. */
function synchronousOutput(fd: number): Writable {
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      writeAll(fd, chunk);
      done();
    },
  });
  return Object.assign(stream, { fd });
}

/** Node's main thread calls methods, under symbols of its own, of the streams that it gave to a thread. */
function standInFor(stream: object, value: object): void {
  for (const symbol of Object.getOwnPropertySymbols(Object.getPrototypeOf(stream)))
    if (!(symbol in value)) Object.defineProperty(value, symbol, { value: () => undefined });
}

function standardInput(): Readable {
  const stat = fstatSync(0);
  // A read of a pipe in the thread pool could not be called off when the rank ends.
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd: 0, readable: true, writable: false });
  return createReadStream("", { fd: 0, autoClose: false });
}

/** What Node does for a process: a program that waits for something that cannot come has failed, with code 13. */
function watchForUnsettled(): () => void {
  const onDrained = (): void => {
    process.stderr.write("Warning: Detected unsettled top-level await\n");
    process.exit(13);
  };
  process.on("beforeExit", onDrained);
  return () => process.off("beforeExit", onDrained);
}

/** For a syntax error Node shows the place only in the main thread, and the stack does not have it. */
function located(error: unknown, program: string): unknown {
  if (!(error instanceof SyntaxError) || !error.stack?.includes("at compileSourceTextModule")) return error;
  const message = `${error.message} (in ${program} or a module that it imports)`;
  error.stack = error.stack.replace(error.message, message);
  error.message = message;
  return error;
}

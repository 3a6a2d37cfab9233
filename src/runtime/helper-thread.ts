import { workerData } from "node:worker_threads";
import { controlOn } from "./control.ts";
import { Helper } from "./helper.ts";
import { Latch } from "./latch.ts";
import type { HelperThreadTask } from "./start-helper.ts";

// The program of a process's helper thread: see start-helper.ts.

const { spec, rest, controlFd, memory } = workerData as HelperThreadTask;
const helper = new Helper({ spec, memory, control: controlOn(controlFd, memory.turn, rest) });
const latch = new Latch(memory.latch);
latch.onStop((code) => void helper.stop(code).then(() => latch.stopped()));
await helper.start(() => helper.endProcess());

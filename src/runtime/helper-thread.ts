import { workerData } from "node:worker_threads";
import { controlOn } from "./control.ts";
import { Helper } from "./helper.ts";
import type { HelperThreadTask } from "./start-helper.ts";

// The program of a process's helper thread: see start-helper.ts.

const { spec, rest, controlFd, memory } = workerData as HelperThreadTask;
const helper = new Helper({ spec, memory, control: controlOn(controlFd, rest) });
await helper.start(() => helper.endProcess());

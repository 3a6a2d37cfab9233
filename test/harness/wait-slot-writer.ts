// A thread that says, over and over, that it waits for something else.
import { workerData } from "node:worker_threads";
import { WaitSlot } from "#dist/memory/wait-slot.js";
import { waitText } from "./wait-text.ts";

export interface WaitSlotTask {
  readonly buffer: SharedArrayBuffer;
  /** Becomes other than 0 when the writer shall end. */
  readonly stop: Int32Array;
}

const { buffer, stop } = workerData as WaitSlotTask;
const slot = new WaitSlot(buffer, 1);
for (let number = 0; Atomics.load(stop, 0) === 0; number++) {
  slot.show(waitText(number));
  if (number % 3 === 0) slot.clear();
}

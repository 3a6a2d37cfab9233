// A thread that writes numbered records of random sizes into a ring.
import { workerData } from "node:worker_threads";
import { randomFrom } from "./random.ts";
import { ends, tryWrite } from "./shared-ring.ts";

export interface RingWriterTask {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly records: number;
  readonly seed: number;
}

const { buffer, capacity, records, seed } = workerData as RingWriterTask;
const { writer } = ends(buffer, capacity);
const random = randomFrom(seed);
const pause = new Int32Array(new SharedArrayBuffer(4));
for (let number = 0; number < records; number++) {
  const bytes = random(writer.largest + 1);
  while (!tryWrite(writer, number, bytes)) Atomics.wait(pause, 0, 0, 0.01);
}

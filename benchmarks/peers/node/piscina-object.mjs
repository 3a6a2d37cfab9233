// A task's round trip: piscina hands a list of records to its one worker, which gives it back. Half of it is reported, as of a
// ping-pong. Arguments: samples, then numbers of records.
import { serialize } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { Piscina } from "piscina";
import { measure, report } from "./measure.mjs";

export default (records) => records;

/** Those of src/bench/point-to-point/object.ts. */
function particles(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: i,
    name: `particle ${i}`,
    position: [0, 1, 2].map((axis) => (i + axis) / 8),
    tags: { charged: i % 2 === 0, heavy: i % 3 === 0 },
  }));
}

if (isMainThread) {
  const [samples, ...counts] = process.argv.slice(2).map(Number);
  const pool = new Piscina({ filename: import.meta.filename, minThreads: 1, maxThreads: 1 });
  for (const count of counts) {
    const records = particles(count);
    const tasks = async (repeats) => {
      for (let i = 0; i < repeats; i++) await pool.run(records);
    };
    report(serialize(records).length, await measure(tasks, samples), 2);
  }
  await pool.destroy();
}

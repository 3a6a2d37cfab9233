import test from "ava";
import { passes } from "../harness/job.ts";
import type { Carrier } from "../harness/job.ts";

const program = new URL("../harness/run-cases.js", import.meta.url);

/** Every transport, and every number of ranks on one of them at least. */
const jobs: readonly (readonly [Carrier, readonly number[]])[] = [
  ["threads", [1, 2, 3, 4, 5, 7]],
  ["shm", [1, 2, 3, 4, 7]],
  ["zmq", [2, 3, 5]],
  ["ipc", [2, 4]],
];

for (const [carrier, sizes] of jobs)
  for (const size of sizes)
    test.serial(`${size} ranks, ${carrier}`, async (t) => {
      t.timeout(120_000);
      await passes(t, { size, carrier, program, argv: [String(size)], timeoutMs: 110_000 });
    });

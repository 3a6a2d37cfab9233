import test from "ava";
import { passes } from "../harness/job.ts";
import type { Carrier } from "../harness/job.ts";

const program = new URL("../harness/run-cases.js", import.meta.url);

/** Far more ranks than processors. */
const jobs: readonly (readonly [Carrier, number])[] = [
  ["threads", 64],
  ["shm", 32],
];

for (const [carrier, size] of jobs)
  test.serial(`every collective with ${size} ranks, ${carrier}`, async (t) => {
    t.timeout(190_000);
    await passes(t, { size, carrier, program, argv: ["1", "every collective:"], timeoutMs: 180_000 });
  });

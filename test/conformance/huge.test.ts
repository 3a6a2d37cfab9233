import test from "ava";
import { passes } from "../harness/job.ts";

const program = new URL("../harness/huge-message.js", import.meta.url);

for (const carrier of ["shm", "threads", "zmq"] as const)
  test.serial(`a message of 1 GiB, ${carrier}`, async (t) => {
    t.timeout(120_000);
    await passes(t, { size: 2, carrier, program, timeoutMs: 110_000 });
  });

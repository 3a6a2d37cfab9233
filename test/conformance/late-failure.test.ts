import test from "ava";
import { passes } from "../harness/job.ts";

const program = new URL("../harness/late-failure.js", import.meta.url);

for (const carrier of ["threads", "shm", "zmq"] as const)
  test.serial(`what a late rank contributed before it failed counts, ${carrier}`, (t) =>
    passes(t, { size: 2, carrier, program, timeoutMs: 20_000 }),
  );

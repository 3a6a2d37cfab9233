import test from "ava";
import { passes } from "../harness/job.ts";

const program = new URL("../harness/at-once.js", import.meta.url);

/** Bytes of the longest message that goes at once between two ranks, as the README has it. */
const limits = { threads: 6144, shm: 32_736, zmq: 131_040 } as const;

for (const [carrier, limit] of Object.entries(limits) as [keyof typeof limits, number][])
  test.serial(`messages up to ${limit} bytes go at once, ${carrier}`, (t) =>
    passes(t, { size: 2, carrier, program, argv: [String(limit)], timeoutMs: 20_000 }),
  );

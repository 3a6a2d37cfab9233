import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test from "ava";
import { passes } from "../harness/job.ts";

const program = new URL("../harness/lifecycle.js", import.meta.url);

for (const carrier of ["threads", "shm", "zmq"] as const)
  test.serial(`joining and leaving, ${carrier}`, (t) =>
    passes(t, { size: 3, carrier, program, timeoutMs: 20_000 }),
  );

test("a program that nobody launched is a world of one", async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(program)], {
    timeout: 20_000,
  });
  t.is(stdout, "left\n");
});

test("all cases hold in a world of one that nobody launched", async (t) => {
  const cases = fileURLToPath(new URL("../harness/run-cases.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [cases, "1"], { timeout: 60_000 });
  t.true(stdout.endsWith("all cases passed\n"));
});

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import { isRunning, program, runRanks, startRanks, withoutRemarks } from "./run-ranks.ts";
import type { Job, Surroundings } from "./run-ranks.ts";

const misbehave = program("misbehave");
const show = program("show");

/** For what ends by itself, on a machine that is busy with other tests too. */
const LIMIT_MS = 2000;

interface Way {
  readonly name: string;
  readonly flags: readonly string[];
  /** What the others do while rank 1 fails. */
  readonly others: readonly string[];
}

const WAYS: readonly Way[] = [
  { name: "processes", flags: [], others: ["await", "block", "compute", "catch"] },
  { name: "threads", flags: ["--threads"], others: ["await", "block", "compute", "catch"] },
  { name: "zmq", flags: ["--transport", "zmq"], others: ["await"] },
  { name: "ipc", flags: ["--transport", "ipc"], others: ["block"] },
];

/** What rank 1 does, the job's code then, and what the report calls it: in processes and in threads. */
const DEEDS = [
  ["throw", 1, /exited with code 1/, /failed: Error: thrown by rank 1/],
  ["throw-later", 1, /exited with code 1/, /failed: Error: thrown by rank 1/],
  ["reject", 1, /exited with code 1/, /failed: Error: rejected by rank 1/],
  ["exit-3", 3, /exited with code 3/, /exited with code 3/],
] as const;

for (const { name, flags, others } of WAYS) {
  const threads = name === "threads";
  // Every deed once, and the last one in every situation.
  const cases = [
    ...DEEDS.slice(0, -1).map((deed) => ({ deed, meanwhile: "await" })),
    ...others.map((meanwhile) => ({ deed: DEEDS[3], meanwhile })),
  ];
  for (const { deed, meanwhile } of others.length > 1 ? cases : cases.slice(-1)) {
    const [what, expected, inProcess, inThread] = deed;
    test.serial(`${name}: rank 1 does ${what}, the others ${meanwhile}`, async (t) => {
      const job = startInOwnDirectory(t, ["run", ...flags, "-n", "3", misbehave, what, meanwhile]);
      const { code, stdout, stderr } = await job.outcome;
      t.is(code, expected, stderr);
      const report = withoutRemarks(stderr);
      t.regex(report, /^ranks: rank 1 \((a thread of )?pid \d+\) /m);
      t.regex(report, threads ? inThread : inProcess);
      t.regex(report, /last lines of its stderr:\n {4}rank 1 has had enough$/m);
      t.is(report.match(/^ranks: rank/gm)?.length, 1, report);
      if (meanwhile === "catch") t.regex(stdout, /rank 0 got ERR_RANKS_PEER_LOST/);
      await job.nothingIsLeft();
    });
  }

  test.serial(`${name}: rank 1 leaves without finalizing while others wait`, async (t) => {
    const job = startInOwnDirectory(t, ["run", ...flags, "-n", "3", misbehave, "exit-0", "await"]);
    const { code, stderr } = await job.outcome;
    t.is(code, 1);
    t.regex(stderr, /^ranks: rank [02] \(.*pid \d+\) /m);
    t.regex(stderr, /recv from rank 1, any tag: world rank 1 left without finalize\(\)/);
    t.regex(stderr, /^ranks: before that, rank 1 left without finalize\(\)$/m);
    await job.nothingIsLeft();
  });

  test.serial(`${name}: rank 1 ends while others could read its arrays`, async (t) => {
    const job = startInOwnDirectory(t, ["run", ...flags, "-n", "3", misbehave, "offer-and-exit-3", "await"]);
    const { code, stderr } = await job.outcome;
    t.is(code, 3, stderr);
    t.regex(stderr, /^ranks: rank 1 \(.*pid \d+\) exited with code 3$/m);
    await job.nothingIsLeft();
  });

  for (const signal of ["SIGKILL", "SIGSEGV"] as const) {
    test.serial(`${name}: ${signal}`, async (t) => {
      const job = startInOwnDirectory(t, ["run", ...flags, "-n", "3", misbehave, signal, "await"]);
      const { code, stderr } = await job.outcome;
      t.is(code, 128 + os.constants.signals[signal]);
      const who = threads ? "the process of ranks 0 to 2" : "rank 1";
      t.regex(stderr, new RegExp(`^ranks: ${who} \\(pid \\d+\\) was killed by ${signal}$`, "m"));
      await job.nothingIsLeft();
    });
  }

  for (const meanwhile of others.filter((what) => what !== "catch")) {
    test.serial(`${name}: SIGKILL of the launcher while ranks ${meanwhile}`, async (t) => {
      const job = startInOwnDirectory(t, ["run", ...flags, "-n", "3", misbehave, "nothing", meanwhile]);
      await job.until("pid", 3);
      job.launcher.kill("SIGKILL");
      t.is((await job.outcome).signal, "SIGKILL");
      // Its control socket goes when somebody next looks for jobs.
      await runRanks(["ps"], job.surroundings);
      await job.nothingIsLeft();
    });
  }

  test.serial(`${name}: Ctrl-C`, async (t) => {
    const job = startInOwnDirectory(t, ["run", ...flags, "-n", "2", misbehave, "nothing", "block"]);
    await job.until("pid", 2);
    job.launcher.kill("SIGINT");
    const { code, stderr } = await job.outcome;
    t.is(code, 130);
    t.is(stderr.replace("rank 1 has had enough\n", ""), "ranks: the job was ended by SIGINT\n");
    await job.nothingIsLeft();
  });
}

test.serial("SIGTERM of the launcher", async (t) => {
  const job = startInOwnDirectory(t, ["run", "-n", "2", show, "forever"]);
  await job.until("pid", 2);
  job.launcher.kill("SIGTERM");
  t.is((await job.outcome).code, 143);
  await job.nothingIsLeft();
});

test.serial("a second Ctrl-C does not wait for ranks that will not end", async (t) => {
  const job = startInOwnDirectory(t, ["run", "-n", "2", show, "stubborn"]);
  await job.until("pid", 2);
  job.launcher.kill("SIGINT");
  await job.until("no");
  const start = performance.now();
  job.launcher.kill("SIGINT");
  t.is((await job.outcome).code, 130);
  t.true(performance.now() - start < 900);
  await job.nothingIsLeft();
});

interface OwnJob extends Job {
  readonly surroundings: Surroundings;
  /** Checks that processes and files are gone, or will be in a moment. */
  nothingIsLeft(): Promise<void>;
}

/** A job whose sockets and files, if any, go to a directory of its own. */
function startInOwnDirectory(t: ExecutionContext, args: readonly string[]): OwnJob {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const surroundings: Surroundings = { env: { TMPDIR: directory, XDG_RUNTIME_DIR: directory } };
  const job = startRanks(args, surroundings);
  return {
    ...job,
    surroundings,
    nothingIsLeft: async () => {
      const { stdout } = await job.outcome;
      const pids = [...stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
      t.true(pids.length > 0);
      const limit = performance.now() + LIMIT_MS;
      while ((pids.some(isRunning) || readdirSync(directory).length > 0) && performance.now() < limit)
        await new Promise((resolve) => setTimeout(resolve, 20));
      t.deepEqual(pids.filter(isRunning), []);
      t.deepEqual(readdirSync(directory), []);
      t.deepEqual(
        readdirSync("/dev/shm").filter((name) => name.includes("ranks")),
        [],
      );
    },
  };
}

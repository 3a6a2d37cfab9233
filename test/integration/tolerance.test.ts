import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import test from "ava";
import type { ExecutionContext } from "ava";
import { launch } from "ranks";
import { CollectedOutput } from "../harness/collected-output.ts";
import { randomFrom, shuffled } from "../harness/random.ts";
import { isRunning, program, startRanks, withoutRemarks } from "./run-ranks.ts";
import type { Job, Outcome } from "./run-ranks.ts";

const tolerate = program("tolerate");
const endure = program("endure");

const WAYS = [
  { name: "processes", flags: [], threads: false },
  { name: "threads", flags: ["--threads"], threads: true },
  { name: "zmq", flags: ["--transport", "zmq"], threads: false },
] as const;

/** A job whose sockets, if any, are in a directory of its own. */
function start(t: ExecutionContext, args: readonly string[]): Job {
  const directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return startRanks(["run", ...args], { env: { TMPDIR: directory, XDG_RUNTIME_DIR: directory } });
}

/** How it ended; it leaves no process. */
async function end(t: ExecutionContext, job: Job): Promise<Outcome> {
  const outcome = await job.outcome;
  const pids = [...outcome.stdout.matchAll(/^pid (\d+)/gm)].map(([, pid]) => Number(pid));
  t.deepEqual(pids.filter(isRunning), []);
  return outcome;
}

function run(t: ExecutionContext, args: readonly string[]): Promise<Outcome> {
  return end(t, start(t, args));
}

// --- amid collectives --------------------------------------------------------------------------------------------------------

for (const [name, flags, what, lengths] of [
  ["processes", [], "small arrays", ["1", "100"]],
  ["processes", [], "large arrays", ["20000", "300000"]],
  ["processes", [], "arrays of every size", ["1", "5000", "700", "200000"]],
  ["zmq", ["--transport", "zmq"], "large arrays", ["100000", "1000000"]],
] as const) {
  test.serial(`${name}: rank 1 is killed amid reductions of ${what}`, async (t) => {
    const args = [...flags, "-n", "4", tolerate, "amid-collectives", ...lengths];
    const { code, stdout, stderr } = await run(t, args);
    t.is(code, 0, stderr);
    for (const rank of [0, 2, 3]) {
      t.regex(stdout, new RegExp(`^rank ${rank}: ERR_RANKS_(PEER_LOST|REVOKED)$`, "m"));
      t.regex(stdout, new RegExp(`^rank ${rank} goes on with 3$`, "m"));
    }
  });
}

// --- one loss ----------------------------------------------------------------------------------------------------------------

/** What rank 1 does, and what is said of it: a process and a thread. */
const DEEDS = [
  ["throw", /failed: Error: thrown by rank 1/, /failed: Error: thrown by rank 1/],
  ["throw-later", /exited with code 1/, /failed: Error: rank 1 has had enough/],
  ["7", /exited with code 7/, /exited with code 7/],
  ["linger", /failed: Error: rank 1 has had enough/, /failed: Error: rank 1 has had enough/],
  ["SIGKILL", /was killed by SIGKILL/, undefined],
] as const;

for (const { name, flags, threads } of WAYS) {
  for (const [what, ofProcess, ofThread] of DEEDS) {
    const said = threads ? ofThread : ofProcess;
    if (said === undefined) continue;
    test.serial(`${name}: rank 1 does ${what}, the others go on`, async (t) => {
      const { code, stdout, stderr } = await run(t, [...flags, "-n", "4", tolerate, what]);
      t.is(code, 0, stderr);
      for (const rank of [0, 2, 3]) {
        t.regex(stdout, new RegExp(`^rank ${rank}: ERR_RANKS_PEER_LOST$`, "m"));
        t.regex(stdout, new RegExp(`^rank ${rank} lost 1 and goes on with 0 2 3$`, "m"));
      }
      const report = stderr.match(/^ranks: rank .*$/gm)!;
      t.is(report.length, 1, stderr);
      t.regex(report[0], /^ranks: rank 1 \((a thread of )?pid \d+\) .*; the other ranks went on$/);
      t.regex(report[0], said);
    });
  }

  test.serial(`${name}: a rank that leaves without finalize() is lost, and no failure`, async (t) => {
    const { code, stdout, stderr } = await run(t, [...flags, "-n", "3", tolerate, "0"]);
    t.is(code, 0, stderr);
    t.regex(stdout, /^rank 2 lost 1 and goes on with 0 2$/m);
    t.is(withoutRemarks(stderr), "rank 1 has had enough\n");
  });

  test.serial(`${name}: a rank dies that others think has finalized`, async (t) => {
    const { code, stdout, stderr } = await run(t, [...flags, "-n", "3", tolerate, "finalize-and-exit"]);
    t.is(code, 0, stderr);
    t.regex(stdout, /^rank 0: ERR_RANKS_PEER_LOST$/m);
    t.regex(stderr, /^ranks: rank 1 .* exited with code 5; the other ranks went on$/m);
  });

  test.serial(`${name}: a rank finalizes while others agree`, async (t) => {
    const { code, stdout, stderr } = await run(t, [...flags, "-n", "3", tolerate, "leave-early"]);
    t.is(code, 0, stderr);
    for (const rank of [0, 2])
      t.regex(stdout, new RegExp(`^rank ${rank}: .*world rank 1 has finalized`, "m"));
    t.is(withoutRemarks(stderr), "");
  });

  // --- the job's end -----------------------------------------------------------------------------------------------------------

  test.serial(`${name}: where one of the others wants to end, all do`, async (t) => {
    const { code, stderr } = await run(t, [...flags, "-n", "3", tolerate, "mixed"]);
    t.is(code, 3);
    t.regex(
      stderr,
      /^ranks: rank 1 \(.*\) exited with code 3\nranks: the other ranks of the job were ended$/m,
    );
  });

  test.serial(`${name}: where nobody is left, the first failure counts`, async (t) => {
    const { code, stderr } = await run(t, [...flags, "-n", "3", tolerate, "nobody-is-left"]);
    t.is(code, 3);
    t.regex(stderr, /^ranks: rank 1 \(.*\) exited with code 3$/m);
  });

  test.serial(`${name}: Ctrl-C ends a job that has gone on`, async (t) => {
    const job = start(t, [...flags, "-n", "3", tolerate, "wait"]);
    await job.until("ready", 2);
    job.launcher.kill("SIGINT");
    const { code, stderr } = await end(t, job);
    t.is(code, 130);
    t.regex(stderr, /^ranks: the job was ended by SIGINT$/m);
    t.regex(stderr, /^ranks: rank 1 .* exited with code 3; the other ranks went on$/m);
  });
}

test.serial("threads: a process that is killed takes all its ranks along", async (t) => {
  const { code, stderr } = await run(t, ["--threads", "-n", "3", tolerate, "SIGKILL"]);
  t.is(code, 137);
  t.regex(stderr, /^ranks: the process of ranks 0 to 2 \(pid \d+\) was killed by SIGKILL$/m);
});

test.serial("a time limit ends a job that has gone on", async (t) => {
  const { code, stderr } = await run(t, ["--timeout", "3", "-n", "3", tolerate, "wait"]);
  t.is(code, 124);
  t.regex(stderr, /still running:\n {2}rank 0 .*\n {2}rank 2 .*\nranks: rank 1 /m);
});

test.serial("launch() tells what was lost", async (t) => {
  const result = await launch({
    size: 3,
    program: tolerate,
    argv: ["7"],
    stdout: new CollectedOutput(),
    stderr: new CollectedOutput(),
  });
  t.like(result, { code: 0, failure: undefined, lost: [{ rank: 1, code: 7 }] });
  t.is(result.lost?.length, 1);
});

// --- losses at any time ------------------------------------------------------------------------------------------------------

/** What all ranks do, again and again, while some are killed. */
const DOINGS = [
  ["barrier", "bcast", "reduce", "allreduce"],
  ["gather", "allgather", "scatter", "alltoall"],
  ["reduceScatter", "scan", "exscan", "split", "dup"],
  ["sendrecv", "send", "ssend"],
  ["agree", "shrink"],
  ["supersteps"],
] as const;

let seed = 0;
for (const { name, flags, threads } of WAYS)
  for (const doing of DOINGS)
    // The harness's communicator that blocks makes no supersteps.
    for (const how of doing[0] === "supersteps" ? (["await"] as const) : (["await", "block"] as const))
      for (const [size, losses] of how === "await"
        ? [
            [4, 1],
            [5, 3],
          ]
        : [[4, 2]]) {
        const own = seed++;
        test.serial(
          `${name}: ${losses} of ${size} ranks die in ${doing.join(", ")}; they ${how}`,
          async (t) => {
            const random = randomFrom(own);
            const victims = shuffled(size, random).slice(0, losses);
            const args = [...flags, "-n", String(size), endure, String(own), String(losses), how, ...doing];
            const job = start(t, threads ? [...args, "--throw", ...victims.map(String)] : args);
            if (!threads) await killThem(job, size, victims, () => random(150));
            const { code, stdout, stderr } = await end(t, job);
            t.is(code, 0, `seed ${own}\n${stderr}`);
            const left = [...Array(size).keys()].filter((rank) => !victims.includes(rank));
            for (const rank of left)
              t.regex(
                stdout,
                new RegExp(`^rank ${rank} went on with ${left.join(" ")}$`, "m"),
                `seed ${own}`,
              );
            t.is(stdout.match(/went on with/g)?.length, left.length);
            t.regex(stderr, /^ranks: rank .*; the other ranks went on$/m);
          },
        );
      }

/** With `kill -9`, one after the other, each at a moment of its own. */
async function killThem(
  job: Job,
  size: number,
  victims: readonly number[],
  pause: () => number,
): Promise<void> {
  let stdout = "";
  job.launcher.stdout.on("data", (text: string) => (stdout += text));
  await job.until("is rank", size);
  for (const victim of victims) {
    await new Promise((resolve) => setTimeout(resolve, pause()));
    const [, pid] = new RegExp(`^pid (\\d+) is rank ${victim}$`, "m").exec(stdout)!;
    process.kill(Number(pid), "SIGKILL");
  }
}

import test from "ava";
import { Decisions } from "#dist/memory/decisions.js";
import { LossBoard } from "#dist/memory/loss-board.js";
import { WaitSlot } from "#dist/memory/wait-slot.js";
import { native } from "#dist/memory/native.js";
import type { JobSpecification } from "#dist/job/specification.js";
import { Session } from "#dist/runtime/session.js";
import { isRunning, program, startRanks } from "./run-ranks.ts";

// What is scarce or missing: memory, files, the native binding.

const sum = program("sum");
const show = program("show");

/** Runs the command behind it where files, and memory that processes share, may have 50 KiB. */
const SMALL_FILES = ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh"];
/** Runs it where /dev/shm has not a byte to spare. */
const FULL_SHM = [
  "unshare",
  ...(process.getuid?.() === 0 ? ["-m"] : ["-rm"]),
  "sh",
  "-c",
  'mount -t tmpfs -o size=16k none /dev/shm && head -c 64k /dev/zero > /dev/shm/full 2> /dev/null; exec "$@"',
  "sh",
];

test.serial("memory that can't be had: sockets carry the messages, with a warning", async (t) => {
  const { code, stdout, stderr } = await startRanks(["run", "-n", "2", sum], { through: SMALL_FILES })
    .outcome;
  t.is(code, 0, stderr);
  t.is(stdout, "3\n");
  t.regex(
    stderr,
    /^ranks: 2 ranks cannot have \d+ bytes of shared memory .*; their messages go over sockets/m,
  );
});

test.serial("memory that can't be had, and that was asked for: an error", async (t) => {
  const args = ["run", "-n", "2", "--transport", "shm", sum];
  const { code, stderr } = await startRanks(args, { through: SMALL_FILES }).outcome;
  t.is(code, 1);
  t.regex(
    stderr,
    /^ranks: 2 ranks cannot have \d+ bytes of shared memory .*; free some, or take another transport$/m,
  );
});

test.serial("a full /dev/shm does not matter", async (t) => {
  const args = ["run", "-n", "2", "--transport", "shm", sum];
  const { code, stdout, stderr } = await startRanks(args, { through: FULL_SHM }).outcome;
  t.is(code, 0, stderr);
  t.is(stdout, "3\n");
});

test("a region that cannot be mapped", (t) => {
  if (native === undefined) return t.fail("these tests need the native binding; build it with npm ci");
  const spec: JobSpecification = {
    job: "test",
    token: "0".repeat(32),
    size: 2,
    transport: "shm",
    processOf: [0, 1],
    hostOf: [0, 0],
    process: 0,
    ranks: [0],
    memory: { fd: native.createMemory(4096), bytes: 1 << 20 },
    cores: 2,
  };
  const memory = {
    region: new SharedArrayBuffer(8),
    board: new SharedArrayBuffer(LossBoard.bytes(2)),
    decisions: new SharedArrayBuffer(Decisions.bytes(1)),
    landings: undefined,
    latch: new SharedArrayBuffer(8),
    waits: new SharedArrayBuffer(WaitSlot.bytes(1)),
    turn: new SharedArrayBuffer(4),
  };
  t.throws(() => new Session({ spec, rank: 0, memory }, false), {
    code: "ERR_RANKS_MEMORY",
    message: /can't be mapped.*--transport zmq/,
  });
});

for (const transport of ["zmq", "ipc"])
  test.serial(`a program that fails before it joins ends with its own code, ${transport}`, async (t) => {
    for (let i = 0; i < 3; i++) {
      const { code, stderr } = await startRanks(["run", "-n", "2", "--transport", transport, show, "broken"])
        .outcome;
      t.is(code, 1, stderr);
      t.regex(stderr, /broken before it joined/);
    }
  });

test.serial("a program that never joins ends with its launcher", async (t) => {
  const job = startRanks(["run", "-n", "2", show, "endless"]);
  await job.until("pid", 2);
  job.launcher.kill("SIGKILL");
  const { stdout } = await job.outcome;
  const pids = [...stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
  t.is(pids.length, 2);
  const limit = performance.now() + 5000;
  while (pids.some(isRunning) && performance.now() < limit)
    await new Promise((resolve) => setTimeout(resolve, 20));
  t.deepEqual(pids.filter(isRunning), []);
});

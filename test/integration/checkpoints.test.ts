import { mkdirSync, readdirSync, rmSync, truncateSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { ExecutionContext } from "ava";
import { randomFrom } from "../harness/random.ts";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { isRunning, program, runRanks, startRanks } from "./run-ranks.ts";
import type { Job, Outcome } from "./run-ranks.ts";

const checkpointed = program("checkpointed");
const heat = fileURLToPath(new URL("../../examples/heat-checkpoint.js", import.meta.url));

const WAYS = [
  { name: "processes", flags: [], threads: false },
  { name: "threads", flags: ["--threads"], threads: true },
  { name: "zmq", flags: ["--transport", "zmq"], threads: false },
] as const;

/** Two directories that a job may write in: where it puts what is temporary, and for its checkpoints. */
function places(t: ExecutionContext): { readonly env: NodeJS.ProcessEnv; readonly directory: string } {
  const parent = temporaryDirectory(t);
  const temporary = path.join(parent, "tmp");
  mkdirSync(temporary);
  return {
    env: { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary },
    directory: path.join(parent, "checkpoints"),
  };
}

/** What each rank says in the end. */
function digests({ stdout }: Outcome): string[] {
  return (stdout.match(/^rank \d+: .*$/gm) ?? []).sort();
}

// --- any moment --------------------------------------------------------------------------------------------------------------

const SIZE = 3;
const STEPS = 120;
const KILLS = 2;

/** One rank after the other, each after some supersteps of a start of the job, so that there is a checkpoint. */
async function killAgainAndAgain(job: Job, random: (n: number) => number): Promise<void> {
  let stdout = "";
  job.launcher.stdout.on("data", (text: string) => (stdout += text));
  for (let start = 0; start < KILLS; start++) {
    await job.until(`, start ${start}\n`, SIZE);
    await job.until(`\nstart ${start} superstep `, 10 + random(25));
    const victim = new RegExp(`^pid (\\d+) is rank ${random(SIZE)}, start ${start}$`, "m").exec(stdout)!;
    process.kill(Number(victim[1]), "SIGKILL");
  }
}

let seed = 1;
for (const { name, flags } of WAYS)
  for (const every of [1, 7]) {
    const own = seed++;
    test.serial(`${name}: killed at any moment, every ${every}: the same bits in the end`, async (t) => {
      const { env, directory } = places(t);
      const args = ["run", ...flags, "-n", String(SIZE)];
      const whole = await runRanks([...args, checkpointed, directory, String(STEPS), "1000"], { env });
      t.is(digests(whole).length, SIZE, whole.stderr);

      const again = [...args, "--max-restarts", String(KILLS), checkpointed, directory];
      const job = startRanks([...again, String(STEPS), String(every)], { env });
      await killAgainAndAgain(job, randomFrom(own));
      const outcome = await job.outcome;
      t.is(outcome.code, 0, `seed ${own}\n${outcome.stderr}`);
      t.deepEqual(digests(outcome), digests(whole), `seed ${own}`);
      t.is(outcome.stdout.match(/^start \d+ superstep 0$/gm)?.length, 1, "later starts begin later");
      const pids = [...outcome.stdout.matchAll(/^pid (\d+)/gm)].map(([, pid]) => Number(pid));
      t.deepEqual(pids.filter(isRunning), []);
      t.false(outcome.stderr.includes("Warning"), outcome.stderr);
      t.deepEqual(readdirSync(path.dirname(directory)), ["tmp"], "checkpoints are gone");
      t.deepEqual(readdirSync(env.TMPDIR!), []);
    });
  }

// --- a superstep of our choice -----------------------------------------------------------------------------------------------

for (const { name, flags } of WAYS)
  test.serial(`${name}: the example is killed in a superstep, and starts again by itself`, async (t) => {
    const { env } = places(t);
    const random = randomFrom(name.length);
    for (const size of [2, 4]) {
      const [victim, at] = [random(size), 11 + random(89)];
      const args = ["run", ...flags, "-n", String(size), "--max-restarts", "1", heat];
      const { code, stdout, stderr } = await runRanks(
        [...args, "--kill-rank", String(victim), "--at", String(at)],
        { env },
      );
      t.is(code, 0, stderr);
      // The last one that was complete is marked by the exchange behind it.
      const last = Math.floor((at - 1) / 10) * 10;
      t.regex(
        stdout,
        new RegExp(`, the last ${100 - last} after a restart: the same bits`),
        `killed at ${at}`,
      );
      t.deepEqual(readdirSync(env.TMPDIR!), []);
    }
  });

/** The example on 4 ranks, of which one is killed; its checkpoints stay, of supersteps 30 and 40. */
async function interrupted(t: ExecutionContext): Promise<ReturnType<typeof places>> {
  const surroundings = places(t);
  const { env, directory } = surroundings;
  const args = ["run", "-n", "4", heat, "--directory", directory, "--kill-rank", "1", "--at", "47"];
  const { code, stderr } = await runRanks(args, { env });
  t.is(code, 137, stderr);
  t.deepEqual(readdirSync(directory).sort(), ["superstep-30", "superstep-40"]);
  return surroundings;
}

for (const size of [1, 2, 3, 5])
  test.serial(`started by hand, ${size} ranks go on where 4 were`, async (t) => {
    const { env, directory } = await interrupted(t);
    const args = ["run", "-n", String(size), heat, "--directory", directory];
    const { code, stdout, stderr } = await runRanks(args, { env });
    t.is(code, 0, stderr);
    t.regex(stdout, /, the last 60 after a restart: the same bits/);
    t.deepEqual(readdirSync(path.dirname(directory)), ["tmp"]);
  });

for (const size of [4, 3])
  test.serial(`a torn file makes ${size} ranks go back to the version before, with a warning`, async (t) => {
    const { env, directory } = await interrupted(t);
    truncateSync(path.join(directory, "superstep-40", "rank-2"), 100);
    const args = ["run", "-n", String(size), heat, "--directory", directory];
    const { code, stdout, stderr } = await runRanks(args, { env });
    t.is(code, 0, stderr);
    t.regex(stdout, /, the last 70 after a restart: the same bits/);
    t.regex(stderr, /RanksWarning: .*superstep-40\/rank-2 is damaged: the run goes on from an older/);
    t.is(stderr.match(/RanksWarning/g)?.length, 1, stderr);
    t.deepEqual(readdirSync(path.dirname(directory)), ["tmp"]);
  });

test.serial("a version without its marker is not taken", async (t) => {
  const { env, directory } = await interrupted(t);
  rmSync(path.join(directory, "superstep-40", "complete"));
  const { code, stdout, stderr } = await runRanks(["run", "-n", "4", heat, "--directory", directory], {
    env,
  });
  t.is(code, 0, stderr);
  t.regex(stdout, /, the last 70 after a restart: the same bits/);
});

test.serial("checkpoints of another program, or of another run, are refused and stay", async (t) => {
  const { env, directory } = await interrupted(t);
  const before = readdirSync(directory, { recursive: true });
  for (const size of ["4", "2"]) {
    const { code, stderr } = await runRanks(["run", "-n", size, checkpointed, directory, "10", "3"], { env });
    t.is(code, 1);
    t.regex(
      stderr,
      /checkpoints holds checkpoints of "heat in 1000 cells", not of "checkpointed 10"; give another directory/,
    );
    t.regex(stderr, /code: 'ERR_RANKS_USAGE'/);
  }
  t.deepEqual(readdirSync(directory, { recursive: true }), before);
});

test.serial("another number of ranks is refused where the program can't repartition", async (t) => {
  const { env, directory } = places(t);
  const args = [checkpointed, directory, "1000", "2"];
  const job = startRanks(["run", "-n", "3", ...args], { env });
  await job.until(", start 0\n", 3);
  await job.until("\nstart 0 superstep 4\n");
  job.launcher.kill("SIGTERM");
  await job.outcome;
  const { code, stderr } = await runRanks(["run", "-n", "2", ...args], { env });
  t.is(code, 1);
  t.regex(
    stderr,
    /of superstep \d+ in .*checkpoints is of 3 ranks, and these are 2; start 3, give repartition/,
  );
});

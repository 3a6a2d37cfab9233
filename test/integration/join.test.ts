import { connect, createServer } from "node:net";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { ExecutionContext } from "ava";
import { freePort, runByHand, startByHand, startProcess, surroundings } from "./by-hand.ts";
import { isRunning, program } from "./run-ranks.ts";
import type { Outcome } from "./run-ranks.ts";

const sum = program("sum");
const misbehave = program("misbehave");
const cases = fileURLToPath(new URL("../harness/run-cases.js", import.meta.url));
const lifecycle = fileURLToPath(new URL("../harness/lifecycle.js", import.meta.url));

function succeeded(t: ExecutionContext, outcomes: readonly Outcome[]): void {
  for (const [rank, { code, stdout, stderr }] of outcomes.entries())
    t.is(code, 0, `rank ${rank}\n${stdout.slice(-500)}\n${stderr}`);
}

/** Every rank on a host of its own, or (what torchrun tells) so many on each. */
function hosts(ranksEach: number | undefined): (rank: number) => NodeJS.ProcessEnv {
  if (ranksEach === undefined) return () => ({});
  return (rank) => ({
    LOCAL_RANK: String(rank % ranksEach),
    LOCAL_WORLD_SIZE: String(ranksEach),
    GROUP_RANK: String(Math.floor(rank / ranksEach)),
  });
}

for (const [size, ranksEach] of [
  [2, undefined],
  [3, undefined],
  [4, 4],
  [6, 3],
] as const)
  test.serial(`${size} ranks, ${ranksEach ?? 1} on each host`, async (t) => {
    const outcomes = await runByHand({ file: sum, size, env: hosts(ranksEach) });
    succeeded(t, outcomes);
    t.deepEqual(
      outcomes.map(({ stdout }) => stdout),
      [`${(size * (size + 1)) / 2}\n`, ...Array<string>(size - 1).fill("")],
    );
    for (const { stderr } of outcomes) t.is(stderr, "");
  });

test.serial("one rank without the native binding", async (t) => {
  const env = hosts(2);
  const outcomes = await runByHand({
    file: cases,
    argv: ["2", "point to point", "large"],
    size: 2,
    env: (rank) => ({ ...env(rank), ...(rank === 1 && { RANKS_NO_NATIVE: "1" }) }),
  });
  succeeded(t, outcomes);
  for (const { stdout } of outcomes) t.true(stdout.endsWith("all cases passed\n"));
});

for (const [size, ranksEach] of [
  [3, undefined],
  [4, 2],
  [2, 2],
] as const)
  test.serial(`cases that hold for ${size} ranks, ${ranksEach ?? 1} on each host`, async (t) => {
    const argv = [String(size), "point to point", "movement: gather", "communicators", "large"];
    const outcomes = await runByHand({ file: cases, argv, size, env: hosts(ranksEach) });
    succeeded(t, outcomes);
    for (const { stdout } of outcomes) t.true(stdout.endsWith("all cases passed\n"));
  });

test.serial("joining and leaving", async (t) => {
  const outcomes = await runByHand({ file: lifecycle, size: 3, env: hosts(undefined) });
  succeeded(t, outcomes);
  for (const { stdout } of outcomes) t.is(stdout, "left\n");
});

test.serial("a world of one needs nobody", async (t) => {
  const { code, stdout, stderr } = await startProcess(sum, [], { RANK: "0", WORLD_SIZE: "1" }).outcome;
  t.is(code, 0, stderr);
  t.is(stdout, "1\n");
});

test.serial("a program that a rank starts is no rank", async (t) => {
  const outcomes = await runByHand({ file: program("starts-another"), size: 2 });
  succeeded(t, outcomes);
  t.is(outcomes[1].stdout, "rank 0 of 1\n");
});

test.serial("a trusted network needs no secret", async (t) => {
  const env = (): NodeJS.ProcessEnv => ({ RANKS_SECRET: undefined, RANKS_INSECURE: "1" });
  const outcomes = await runByHand({ file: sum, size: 2, env });
  succeeded(t, outcomes);
  t.is(outcomes[0].stdout, "3\n");
  t.regex(outcomes[0].stderr, /^ranks: RANKS_INSECURE=1: .*not encrypted/);
  t.is(outcomes[1].stderr, "");
});

/** What a rank's environment lacks or has wrong, and what it is told. */
const INCOMPLETE = [
  ["no secret", { RANKS_SECRET: undefined }, /RANKS_SECRET=.*RANKS_INSECURE=1/],
  ["a short secret", { RANKS_SECRET: "short" }, /RANKS_SECRET has fewer than 16 characters/],
  ["no address", { MASTER_ADDR: undefined }, /MASTER_ADDR is not set/],
  ["a time that is none", { RANKS_START_TIMEOUT: "soon" }, /RANKS_START_TIMEOUT is "soon"/],
  ["an interface that is none", { RANKS_IFACE: "nowhere" }, /RANKS_IFACE is "nowhere"/],
] as const;

for (const [what, env, message] of INCOMPLETE)
  test.serial(`no world of one in place of a larger one: ${what}`, async (t) => {
    const job = { ...surroundings(0, 2, await freePort()), ...env };
    const { code, stderr } = await startProcess(sum, [], job).outcome;
    t.is(code, 1);
    t.regex(stderr, /code: 'ERR_RANKS_ENVIRONMENT'/);
    t.regex(stderr, message);
  });

test.serial("ranks that do not come are named in bounded time", async (t) => {
  const port = await freePort();
  const start = (rank: number): Promise<Outcome> =>
    startProcess(sum, [], { ...surroundings(rank, 4, port), RANKS_START_TIMEOUT: "1" }).outcome;
  for (const { code, stderr } of await Promise.all([start(0), start(2)])) {
    t.is(code, 1);
    t.regex(stderr, /code: 'ERR_RANKS_LAUNCH'/);
    t.regex(stderr, /ranks 1, 3 of 4 did not join within 1 s; check that/);
  }
});

test.serial("so is rank 0", async (t) => {
  const port = await freePort();
  const env = { ...surroundings(1, 2, port), RANKS_START_TIMEOUT: "1" };
  const { code, stderr } = await startProcess(sum, [], env).outcome;
  t.is(code, 1);
  t.regex(stderr, new RegExp(`rank 0 at 127.0.0.1:${port} can't be reached .*ECONNREFUSED`));
});

test.serial("a rank with another secret is refused, and the others learn of it", async (t) => {
  const env = (rank: number): NodeJS.ProcessEnv => ({
    RANKS_START_TIMEOUT: "2",
    ...(rank === 1 && { RANKS_SECRET: "another secret of the tests" }),
  });
  const [zero, one, two] = await runByHand({ file: sum, size: 3, env });
  t.deepEqual([zero.code, one.code, two.code], [1, 1, 1]);
  t.regex(one.stderr, /refused this rank, which has another secret/);
  t.regex(zero.stderr, /^ranks: a connection .* was refused: it has another secret than this job$/m);
  for (const { stderr } of [zero, two]) t.regex(stderr, /rank 1 of 3 did not join within 2 s/);
});

test.serial("strangers on the port, and a second rank of the same number, do no harm", async (t) => {
  const port = await freePort();
  const start = (rank: number) => startProcess(sum, [], surroundings(rank, 2, port));
  const first = start(0);
  const knock = async (bytes: string): Promise<void> => {
    const socket = connect(port, "127.0.0.1").resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined).end(bytes);
    await closed;
  };
  await listening(port);
  for (let i = 0; i < 3; i++) await knock("GET / HTTP/1.1\r\n\r\n");
  await first.until("does not speak as a rank of this job does");
  const twin = await start(0).outcome;
  t.is(twin.code, 1);
  t.regex(twin.stderr, /rank 0 can't listen at 127.0.0.1:\d+ \(.*\); another program has this port/);
  const outcomes = await Promise.all([first.outcome, start(1).outcome]);
  succeeded(t, outcomes);
  t.is(outcomes[0].stdout, "3\n");
  t.is(outcomes[0].stderr.match(/^ranks: a connection .*was refused: it does not speak/gm)?.length, 1);
});

test.serial("two processes that say they are rank 1", async (t) => {
  const port = await freePort();
  const start = (rank: number) => startProcess(sum, [], surroundings(rank, 3, port)).outcome;
  const first = start(0);
  const twins = [start(1), start(1)];
  const refused = await Promise.race(twins);
  t.is(refused.code, 1);
  t.regex(refused.stderr, /rank 1 has come before; give every process a rank of its own/);
  const outcomes = await Promise.all([first, start(2), ...twins]);
  t.is(outcomes.filter(({ code }) => code === 0).length, 3);
  t.is(outcomes[0].stdout, "6\n");
});

test.serial("a port that another program has", async (t) => {
  const other = createServer((socket) => socket.end("this is no rank\n")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const start = (rank: number) => startProcess(sum, [], surroundings(rank, 2, port)).outcome;
  const [zero, one] = await Promise.all([start(0), start(1)]);
  other.close();
  t.deepEqual([zero.code, one.code], [1, 1]);
  t.regex(zero.stderr, /rank 0 can't listen at .*EADDRINUSE/);
  t.regex(one.stderr, /what listens at 127.0.0.1:\d+ is no rank 0; give the job a port of its own/);
});

/** What rank 1 does, and the code and words that it ends with. */
const DEEDS = [
  // Who waits may end by its own error before it is told.
  ["exit-3", 3, /rank 1 (was lost \(exited with code 3\)|died)/],
  ["throw", 1, /rank 1 (was lost \(exited with code 1\)|died)/],
  ["SIGKILL", "SIGKILL", /rank 1 (was lost \(|died)/],
] as const;

for (const [deed, end, message] of DEEDS)
  for (const meanwhile of ["await", "block", "compute"])
    for (const ranksEach of meanwhile === "await" ? [undefined, 3] : [3])
      test.serial(
        `rank 1 does ${deed}, the others ${meanwhile}, ${ranksEach ?? 1} on each host`,
        async (t) => {
          const argv = [deed, meanwhile];
          const outcomes = await runByHand({ file: misbehave, argv, size: 3, env: hosts(ranksEach) });
          const [zero, one, two] = outcomes;
          t.is(one.code ?? one.signal, end);
          for (const { code, signal, stderr } of [zero, two]) {
            t.true(signal !== null || code !== 0, `${code} ${signal}`);
            t.regex(stderr, message);
          }
          nothingIsLeft(t, outcomes);
        },
      );

for (const meanwhile of ["await", "compute"])
  test.serial(`rank 0 is killed while the others ${meanwhile}`, async (t) => {
    const joiners = await startByHand({ file: misbehave, argv: ["nothing", meanwhile], size: 3 });
    await joiners[1].until("had enough");
    joiners[0].process.kill("SIGKILL");
    const outcomes = await Promise.all(joiners.map(({ outcome }) => outcome));
    for (const { code, signal, stderr } of outcomes.slice(1)) {
      t.true(signal !== null || code !== 0);
      t.regex(stderr, /^ranks: rank [12] ends: rank 0 was lost \(.*\)$|rank 0 died/m);
    }
    nothingIsLeft(t, outcomes);
  });

test.serial("rank 0 leaves without finalizing while others compute", async (t) => {
  const joiners = await startByHand({ file: program("leave"), argv: ["0"], size: 2 });
  const [zero, one] = await Promise.all(joiners.map(({ outcome }) => outcome));
  t.is(zero.code, 0);
  t.is(one.signal, "SIGTERM");
  t.regex(one.stderr, /^ranks: rank 1 ends: rank 0 left without finalize\(\)$/m);
});

test.serial("a rank that leaves without finalizing, and that nobody misses, harms nobody", async (t) => {
  const outcomes = await runByHand({ file: program("leave"), argv: ["1"], size: 3 });
  succeeded(t, outcomes);
  t.deepEqual(
    outcomes.map(({ stdout }) => stdout),
    ["done\n", "left\n", "done\n"],
  );
});

test.serial("a rank that is stopped counts as lost after a while", async (t) => {
  const joiners = await startByHand({
    file: misbehave,
    argv: ["nothing", "compute"],
    size: 3,
    env: () => ({ RANKS_PEER_TIMEOUT: "1" }),
  });
  // Behind the barrier.
  await joiners[1].until("had enough");
  joiners[1].process.kill("SIGSTOP");
  const others = await Promise.all([0, 2].map((rank) => joiners[rank].outcome));
  for (const { code, signal, stderr } of others) {
    t.true(signal !== null || code !== 0);
    // The hub and the pumps have each their words for it, and it may have been stopped before it said anything to a pump.
    t.regex(stderr, /rank 1 was lost \(.*nothing (was heard|ever came)/);
  }
  joiners[1].process.kill("SIGCONT");
  const stopped = await joiners[1].outcome;
  t.is(stopped.signal, "SIGTERM", stopped.stderr);
  nothingIsLeft(t, [...others, stopped]);
});

test.serial("a program that will not end is ended", async (t) => {
  const joiners = await startByHand({ file: program("leave"), argv: ["0", "stubborn"], size: 2 });
  const [, one] = await Promise.all(joiners.map(({ outcome }) => outcome));
  t.is(one.signal, "SIGKILL");
  t.is(one.stdout, "asked to end\n");
});

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const up = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function nothingIsLeft(t: ExecutionContext, outcomes: readonly Outcome[]): void {
  const pids = outcomes.flatMap(({ stdout }) => /^pid (\d+)$/m.exec(stdout)?.slice(1).map(Number) ?? []);
  t.is(pids.length, outcomes.length);
  t.deepEqual(pids.filter(isRunning), []);
}

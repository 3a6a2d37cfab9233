import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import { cli, isRunning, program, runRanks, startProgram, startRanks } from "./run-ranks.ts";
import type { Job, Outcome, Surroundings } from "./run-ranks.ts";

const show = program("show");
const signals = program("signals");
const waitInCircles = program("wait-in-circles");

/** What the ranks of `wait-in-circles` wait for. */
const WAITS = [
  /^recv from rank 1, tag 7$/,
  /^recv from rank 2, any tag$/,
  /^$/,
  /^recv from rank 0, tag 1; and 1 more$/,
  /^allreduce\(sum\) of a Float64Array of 24 bytes, #0: (it is not yet reached by rank 0 and 3 more|recv from rank \d)$/,
  /^allreduce\(sum\) of a Float64Array of 24 bytes, #0: (it is not yet reached by rank 0 and 3 more|recv from rank \d)$/,
];

function waitsAsExpected({ rank, waitsFor }: { rank: number; waitsFor: string | null }): boolean {
  return WAITS[rank].test(waitsFor ?? "");
}

interface Listed {
  readonly job: string;
  readonly pid: number;
  readonly size: number;
  readonly hosts: readonly (string | null)[];
  readonly program: string;
  readonly since: string;
}

interface Watched extends Listed {
  readonly processes: readonly {
    readonly pid: number;
    readonly cpuPercent: number;
    readonly rssBytes: number;
    readonly ranks: readonly { readonly rank: number; readonly waitsFor: string | null }[];
  }[];
}

/** A directory for the control sockets of one test's jobs. */
class Corner {
  readonly directory: string;
  readonly surroundings: Surroundings;

  constructor(t: ExecutionContext) {
    this.directory = mkdtempSync(path.join(os.tmpdir(), "rt-"));
    t.teardown(() => rmSync(this.directory, { recursive: true }));
    this.surroundings = { env: { TMPDIR: this.directory, XDG_RUNTIME_DIR: this.directory } };
  }

  start(...args: string[]): Job {
    return startRanks(args, this.surroundings);
  }

  run(...args: string[]): Promise<Outcome> {
    return runRanks(args, this.surroundings);
  }

  async list(): Promise<Listed[]> {
    return JSON.parse((await this.run("ps", "--json")).stdout) as Listed[];
  }

  /** Waits until a job is there: its ranks may speak before it can be found. */
  async only(): Promise<Listed> {
    let jobs: Listed[];
    do jobs = await this.list();
    while (jobs.length === 0);
    return jobs[0];
  }
}

test.serial("a job can be listed while it runs", async (t) => {
  const corner = new Corner(t);
  t.deepEqual(await corner.run("ps"), { code: 0, signal: null, stdout: "", stderr: "" });
  const running = corner.start("run", "-n", "2", show, "forever", "and", "ever");
  await running.until("pid", 2);
  const job = await corner.only();
  const { pid } = running.launcher;
  t.like(job, { pid, size: 2, hosts: [null], program: `${show} forever and ever` });
  t.true(job.job.startsWith(`${pid}-`));
  t.true(Math.abs(Date.now() - Date.parse(job.since)) < 60_000);
  const [head, row, end] = (await corner.run("ps")).stdout.split("\n");
  t.regex(head, /^job +pid +ranks +hosts +since +program$/);
  t.regex(
    row,
    new RegExp(
      `^${job.job} +${pid} +2 +this host +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +${show} forever`,
    ),
  );
  t.is(end, "");
  running.launcher.kill("SIGINT");
  t.is((await running.outcome).code, 130);
  t.deepEqual(await corner.list(), []);
  t.deepEqual(readdirSync(corner.directory), []);
});

for (const flags of [[], ["--threads"], ["--transport", "zmq"]]) {
  const way = flags.join(" ") || "processes";

  test.serial(`${way}: what ranks wait for can be watched`, async (t) => {
    const corner = new Corner(t);
    const running = corner.start("run", ...flags, "-n", "6", waitInCircles);
    await running.until("pid", 6);
    const { job } = await corner.only();
    let watched: Watched;
    do watched = JSON.parse((await corner.run("top", "--json")).stdout) as Watched;
    while (!watched.processes.every(({ ranks }) => ranks.every(waitsAsExpected)));
    t.is(watched.job, job);
    t.is(watched.processes.length, flags[0] === "--threads" ? 1 : 6);
    for (const { pid, rssBytes } of watched.processes) {
      t.true(isRunning(pid));
      t.true(rssBytes > 2 ** 20 && rssBytes < 2 ** 32);
    }
    const [busiest] = [...watched.processes].sort((a, b) => b.cpuPercent - a.cpuPercent);
    t.true(
      busiest.ranks.some(({ rank }) => rank === 2),
      "one rank computes, the others sleep",
    );
    const { stdout } = await corner.run("top", job.slice(0, -3));
    const lines = stdout.trimEnd().split("\n");
    t.true(lines[0].includes(`job ${job}, 6 ranks`));
    t.regex(lines[2], /^rank +host +pid +cpu % +memory MiB +waits for$/);
    const column = lines[2].indexOf("waits for");
    for (const [rank, waitsFor] of WAITS.entries()) {
      t.regex(lines[3 + rank], new RegExp(`^ +${rank} +this host +\\d+`));
      t.regex(lines[3 + rank].slice(column), waitsFor);
    }
    t.like(await corner.run("kill", job), { code: 0, stderr: "" });
    t.is((await running.outcome).code, 143);
  });

  test.serial(`${way}: a time limit tells what ranks wait for`, async (t) => {
    const { code, stderr } = await runRanks(["run", ...flags, "-n", "6", "--timeout", "4", waitInCircles]);
    t.is(code, 124);
    t.regex(stderr, /the job was ended after 4 s, its time limit; still running:\n/);
    const lines = [...stderr.matchAll(/^ {2}rank (\d) \(.*pid \d+\) waits for (.*)$/gm)];
    t.is(lines.length, 6, stderr);
    for (const [, rank, waitsFor] of lines)
      t.true(
        waitsAsExpected({ rank: Number(rank), waitsFor: waitsFor.replace("no other rank", "") }),
        stderr,
      );
  });
}

test.serial("a job is ended from elsewhere as by Ctrl-C", async (t) => {
  const corner = new Corner(t);
  for (const [signal, code] of [
    [undefined, 143],
    ["INT", 130],
    ["sigkill", 137],
  ] as const) {
    const running = corner.start("run", "-n", "2", show, "forever");
    await running.until("pid", 2);
    const { job } = await corner.only();
    const options = signal === undefined ? [] : ["--signal", signal];
    t.deepEqual(await corner.run("kill", ...options, job), { code: 0, signal: null, stdout: "", stderr: "" });
    const outcome = await running.outcome;
    t.is(outcome.code, code);
    t.regex(outcome.stderr, /^ranks: the job was ended by SIG[A-Z]+\n$/);
    const pids = [...outcome.stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
    t.deepEqual([pids.length, pids.filter(isRunning)], [2, []]);
  }
  t.deepEqual(readdirSync(corner.directory), []);
});

test.serial("jobs are told apart", async (t) => {
  const corner = new Corner(t);
  const jobs = [1, 2].map((size) => corner.start("run", "-n", String(size), show, "forever"));
  await Promise.all(jobs.map(({ until }, i) => until("pid", i + 1)));
  let list: Listed[];
  do list = await corner.list();
  while (list.length < 2);
  const unclear = await corner.run("top");
  t.is(unclear.code, 2);
  for (const { job } of list) t.true(unclear.stderr.includes(job));
  t.like(await corner.run("kill", "no-job"), {
    code: 2,
    stderr: "ranks: no job of yours whose id begins with no-job runs here; `ranks ps` lists those that do\n",
  });
  t.is((await corner.run("kill", "")).code, 2);
  t.is((await corner.run("kill", list[0].job, "--signal", "STOP")).code, 2);
  const [first, second] = list.map(({ pid }) => jobs.find(({ launcher }) => launcher.pid === pid)!);
  t.is((await corner.run("kill", list[0].job)).code, 0);
  t.is((await first.outcome).code, 143);
  t.deepEqual(await corner.list(), [list[1]]);
  t.is((await corner.run("kill", list[1].job)).code, 0);
  t.is((await second.outcome).code, 143);
});

test.serial("what a killed launcher leaves behind goes when somebody looks; what lives stays", async (t) => {
  const corner = new Corner(t);
  const [killed, alive] = [0, 1].map(() => corner.start("run", show, "forever"));
  await Promise.all([killed.until("pid"), alive.until("pid")]);
  while ((await corner.list()).length < 2);
  killed.launcher.kill("SIGKILL");
  await killed.outcome;
  const sockets = path.join(corner.directory, "ranks");
  t.is(readdirSync(sockets).length, 2);
  t.deepEqual(
    (await corner.list()).map(({ pid }) => pid),
    [alive.launcher.pid],
  );
  t.is(readdirSync(sockets).length, 1);
  alive.launcher.kill("SIGTERM");
  await alive.outcome;
  t.deepEqual(readdirSync(corner.directory), []);
});

/** What could be in the place of the directory. Only root can give something away. */
const SPOILT: readonly (readonly [string, (place: string) => void, RegExp])[] = [
  ["open to others", (place) => mkdirSync(place, { mode: 0o755 }), /is open to other users/],
  ["a link", (place) => symlinkSync(os.tmpdir(), place), /is not a directory/],
  ["a file", (place) => writeFileSync(place, ""), /is not a directory/],
  ...(process.getuid?.() === 0 ? ([["somebody else's", giveAway, /belongs to user 65534/]] as const) : []),
];

function giveAway(place: string): void {
  mkdirSync(place, { mode: 0o700 });
  chownSync(place, 65_534, 65_534);
}

for (const [what, spoil, complaint] of SPOILT) {
  test.serial(`a directory that is ${what} is not used`, async (t) => {
    const corner = new Corner(t);
    const places = ["ranks", `ranks-${process.getuid?.()}`].map((name) => path.join(corner.directory, name));
    for (const place of places) spoil(place);
    const { code, stderr } = await corner.run("run", show, "rank");
    t.is(code, 0);
    t.regex(stderr, /^ranks: `ranks ps` will not show this job: .*\n$/);
    t.regex(stderr, complaint);
    const list = await corner.run("ps");
    t.is(list.code, 0);
    t.is(list.stderr.match(new RegExp(complaint, "g"))?.length, 2);
    // One good place will do.
    rmSync(places[1], { recursive: true });
    t.is((await corner.run("run", show, "rank")).stderr, "");
    t.deepEqual(readdirSync(corner.directory), ["ranks"]);
  });
}

test.serial("SIGUSR1 and SIGUSR2 reach all ranks", async (t) => {
  const corner = new Corner(t);
  const running = corner.start("run", "-n", "3", signals);
  await running.until("pid", 3);
  running.launcher.kill("SIGUSR1");
  await running.until("got SIGUSR1", 3);
  const { job } = await corner.only();
  t.is((await corner.run("kill", "-s", "usr2", job)).code, 0);
  const { code, stdout } = await running.outcome;
  t.is(code, 0);
  for (const signal of ["SIGUSR1", "SIGUSR2"])
    for (const rank of [0, 1, 2]) t.true(stdout.includes(`rank ${rank} got ${signal}\n`));
});

test.serial("Ctrl-Z stops the whole job, until it goes on", async (t) => {
  const running = startRanks(["run", "-n", "2", show, "ticks"]);
  await running.until("tick", 4);
  const { pid } = running.launcher;
  const family = [pid!, ...childrenOf(pid!)];
  t.is(family.length, 3);
  running.launcher.kill("SIGTSTP");
  await reached(() => family.every((one) => stateOf(one) === "T"));
  running.launcher.kill("SIGCONT");
  await reached(() => family.every((one) => stateOf(one) !== "T"));
  running.launcher.kill("SIGINT");
  t.is((await running.outcome).code, 130);
});

test.serial("a job on two hosts is watched and steered as one", async (t) => {
  const corner = new Corner(t);
  const running = startProgram(program("on-two-hosts"), [signals], corner.surroundings);
  await running.until("pid", 4);
  const { job, hosts } = await corner.only();
  t.deepEqual(hosts, ["left", "right"]);
  const { stdout } = await corner.run("top");
  t.deepEqual([...stdout.matchAll(/^ +(\d) +(left|right) /gm)].map(([, rank]) => rank).sort(), [
    "0",
    "1",
    "2",
    "3",
  ]);
  const pids = [...stdout.matchAll(/ (?:left|right) +(\d+)/g)].map(([, pid]) => Number(pid));
  running.launcher.kill("SIGTSTP");
  await reached(() => pids.every((pid) => stateOf(pid) === "T"));
  // Longer than a silence that would end the job.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  running.launcher.kill("SIGCONT");
  await reached(() => pids.every((pid) => stateOf(pid) !== "T"));
  running.launcher.kill("SIGUSR1");
  await running.until("got SIGUSR1", 4);
  t.is((await corner.run("kill", "-s", "USR2", job)).code, 0);
  const outcome = await running.outcome;
  t.is(outcome.code, 0, outcome.stderr);
  t.is(outcome.stdout.match(/got SIGUSR2/g)?.length, 4);
  t.deepEqual(readdirSync(corner.directory), []);
});

/** A zone, and its distance from UTC, in summer too. */
const ZONES = [
  ["UTC", /^\+00:00$/],
  ["Asia/Kolkata", /^\+05:30$/],
  ["America/St_Johns", /^-0[23]:30$/],
] as const;

for (const [TZ, distance] of ZONES)
  test.serial(`--timestamp in ${TZ}`, async (t) => {
    const start = Date.now();
    const args = ["run", "-n", "2", "-l", "--timestamp", show, "both"];
    const { stdout, stderr } = await runRanks(args, { env: { TZ } });
    const lines = (stdout + stderr).trimEnd().split("\n");
    t.is(lines.length, 400);
    for (const line of lines) {
      const [whole, time, , offset] = /^((\S+T\d\d:\d\d:\d\d\.\d{3})(\S+)) \[[01]\] \d+$/.exec(line) ?? [];
      t.truthy(whole, line);
      t.regex(offset, distance);
      t.true(Date.parse(time) >= start && Date.parse(time) <= Date.now(), time);
    }
  });

for (const flags of [[], ["--threads"]]) {
  const way = flags.join(" ") || "processes";
  const numbers = [...Array(200).keys()];

  test.serial(`${way}: --merge-stderr keeps the order`, async (t) => {
    const args = ["run", ...flags, "-n", "2", "-l", "--merge-stderr", show, "both"];
    const { stdout, stderr } = await runRanks(args);
    t.is(stderr, "");
    for (const rank of [0, 1]) {
      const lines = stdout.split("\n").filter((line) => line.startsWith(`[${rank}] `));
      t.deepEqual(
        lines,
        numbers.map((number) => `[${rank}] ${number}`),
      );
    }
  });

  test.serial(`${way}: --merge-stderr without the binding loses nothing`, async (t) => {
    const args = ["run", ...flags, "--merge-stderr", show, "both"];
    const { stdout, stderr } = await runRanks(args, { env: { RANKS_NO_NATIVE: "1" } });
    t.is(stderr, "");
    t.deepEqual(
      stdout
        .trimEnd()
        .split("\n")
        .map(Number)
        .sort((a, b) => a - b),
      numbers,
    );
  });

  test.serial(`${way}: --merge-stderr and --output-dir make one file a rank`, async (t) => {
    const { directory } = new Corner(t);
    const args = ["run", ...flags, "-n", "2", "--merge-stderr", "--output-dir", directory, show, "both"];
    const { stdout, stderr } = await runRanks(args);
    t.is(stdout + stderr, "");
    t.deepEqual(readdirSync(directory), ["rank.0.out", "rank.1.out"]);
    for (const name of readdirSync(directory))
      t.is(readFileSync(path.join(directory, name), "utf8"), numbers.map((number) => `${number}\n`).join(""));
  });
}

test.serial("tags have colours on a terminal", async (t) => {
  const line = /^(\S*)\[1\](\S*) rank 1 of 2\r$/m;
  const args = ["run", "-n", "2", "-l", show, "rank"];
  const [, before, after] =
    line.exec(await onTerminal(args, { NO_COLOR: undefined, CI: undefined, TERM: "xterm" })) ?? [];
  t.true(before.length > 0 && after.length > 0);
  const plain = line.exec(await onTerminal(args, { NO_COLOR: "1", TERM: "xterm" }));
  t.deepEqual([plain?.[1], plain?.[2]], ["", ""]);
});

test.serial("on a terminal a job is watched until it has ended", async (t) => {
  const corner = new Corner(t);
  const running = corner.start("run", show, "forever");
  await running.until("pid");
  const { job } = await corner.only();
  const shown = onTerminal(["top"], corner.surroundings.env, (text) => {
    if (text.split("waits for").length > 2) running.launcher.kill("SIGTERM");
  });
  t.true((await shown).endsWith(`job ${job} has ended\r\n`));
  await running.outcome;
});

test.serial("on a terminal a job is watched until somebody presses q", async (t) => {
  const corner = new Corner(t);
  const running = corner.start("run", show, "forever");
  await running.until("pid");
  await corner.only();
  let typed = false;
  await onTerminal(["top"], corner.surroundings.env, (text, type) => {
    // Once: what nobody reads any more comes back as an echo.
    if (!typed && text.includes("waits for")) type("q");
    typed ||= text.includes("waits for");
  });
  t.true(isRunning(running.launcher.pid!));
  running.launcher.kill("SIGTERM");
  t.is((await running.outcome).code, 143);
});

/** Runs `ranks` on a terminal of its own, and gives what this shows. `look` sees that meanwhile, and can type. */
async function onTerminal(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  look: (text: string, type: (keys: string) => void) => void = () => undefined,
): Promise<string> {
  const command = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(" ");
  const terminal = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  terminal.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    look(text, (keys) => terminal.stdin.write(keys));
  });
  // It may have ended already.
  terminal.stdin.on("error", () => undefined);
  await once(terminal, "close");
  return text;
}

/** Process ids of the children of a process. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ").map(Number);
}

/** As ps shows it: T is stopped. */
function stateOf(pid: number): string | undefined {
  return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1];
}

async function reached(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

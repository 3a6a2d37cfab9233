import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import test from "ava";
import { launch } from "ranks";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { program, runRanks, startRanks, withoutRemarks } from "./run-ranks.ts";

const WAYS = [
  ["processes", []],
  ["threads", ["--threads"]],
] as const;
const show = program("show");

function lines(output: string): string[] {
  return output.trimEnd().split("\n").sort();
}

for (const [way, flags] of WAYS) {
  test.serial(`${way}: each rank knows its number`, async (t) => {
    for (const option of ["-n", "-np", "--np"]) {
      const { code, stdout, stderr } = await runRanks(["run", ...flags, option, "2", show, "rank"]);
      t.is(code, 0, stderr);
      t.deepEqual(lines(stdout), ["rank 0 of 2", "rank 1 of 2"]);
      t.is(stderr, "");
    }
  });

  test.serial(`${way}: arguments after the program are the program's, as node would give them`, async (t) => {
    const { stdout } = await runRanks([
      "run",
      ...flags,
      show,
      "argv",
      "-n",
      "5",
      "--threads",
      "-np",
      "--",
      "x",
    ]);
    t.deepEqual(JSON.parse(stdout), [true, show, "argv", "-n", "5", "--threads", "-np", "--", "x"]);
  });

  test.serial(
    `${way}: -x sets variables, and ranks inherit the others but not the control channel`,
    async (t) => {
      const variables = ["-x", "COLOUR=red=hot", "-x", "SHADE"];
      const { stdout } = await runRanks(["run", ...flags, ...variables, program("show"), "variable"], {
        env: { SHADE: "dark" },
      });
      const [colour, shade, control] = stdout.trimEnd().split(" ");
      t.deepEqual([colour, shade], ["red=hot", "dark"]);
      t.is(control, "alone");
    },
  );

  test.serial(`${way}: --wdir`, async (t) => {
    const directory = temporaryDirectory(t);
    const { stdout } = await runRanks(["run", ...flags, "--wdir", directory, show, "directory"]);
    t.is(stdout, `${directory}\n`);
  });

  test.serial(`${way}: rank 0 reads the standard input, or another, or none`, async (t) => {
    const read = async (...options: string[]): Promise<string[]> => {
      const args = ["run", ...flags, "-n", "2", ...options, show, "stdin"];
      return lines((await runRanks(args, { stdin: "some text" })).stdout);
    };
    t.deepEqual(await read(), [`0: "some text"`, `1: ""`]);
    t.deepEqual(await read("--stdin", "1"), [`0: ""`, `1: "some text"`]);
    t.deepEqual(await read("--stdin", "none"), [`0: ""`, `1: ""`]);
  });

  test.serial(`${way}: lines are whole, and tagged with -l`, async (t) => {
    const { stdout, stderr } = await runRanks(["run", ...flags, "-n", "3", "-l", show, "pieces"]);
    const expected = (text: (rank: number) => string): string[] =>
      [0, 1, 2].flatMap((rank) => Array<string>(200).fill(`[${rank}] ${text(rank)}`));
    t.deepEqual(
      lines(stdout),
      expected((rank) => `begin ${rank} middle ${rank} end ${rank}`),
    );
    t.deepEqual(
      lines(withoutRemarks(stderr)),
      expected((rank) => `error ${rank} of ${rank}`),
    );
  });

  test.serial(`${way}: a last line without a newline, and bytes that are no text`, async (t) => {
    t.is((await runRanks(["run", ...flags, show, "unfinished"])).stdout, "no newline from 0");
    t.is((await runRanks(["run", ...flags, "-l", show, "unfinished"])).stdout, "[0] no newline from 0\n");
    const two = await runRanks(["run", ...flags, "-n", "2", show, "unfinished"]);
    t.deepEqual(lines(two.stdout), ["no newline from 0", "no newline from 1"]);
    t.is((await runRanks(["run", ...flags, "-l", show, "bytes"])).stdout, "[0] \ufffd\ufffd\n[0] €\n");
  });

  test.serial(`${way}: output appears while a rank computes`, async (t) => {
    const { until, outcome } = startRanks(["run", ...flags, show, "busy"]);
    await until("working");
    const start = performance.now();
    t.is((await outcome).stdout, "working\ndone\n");
    t.true(performance.now() - start > 500);
  });

  test.serial(`${way}: much output to a reader that comes late`, async (t) => {
    const { launcher, outcome } = startRanks(["run", ...flags, "-n", "2", show, "much"]);
    const { stdout: pipe } = launcher;
    pipe.pause();
    setTimeout(() => pipe.resume(), 500);
    const { code, stdout } = await outcome;
    t.is(code, 0);
    t.is(stdout.length, 10_000_000);
  });

  test.serial(`${way}: a reader that has seen enough ends the job without a word`, async (t) => {
    const { launcher, until, outcome } = startRanks(["run", ...flags, show, "ticks"]);
    await until("tick");
    launcher.stdout.destroy();
    const { code, stderr } = await outcome;
    t.deepEqual([code, stderr], [141, ""]);
  });

  test.serial(`${way}: --output-dir`, async (t) => {
    const directory = path.join(temporaryDirectory(t), "deep", "down");
    const { stdout, stderr } = await runRanks([
      "run",
      ...flags,
      "-n",
      "2",
      "--output-dir",
      directory,
      show,
      "pieces",
    ]);
    t.is(stdout + withoutRemarks(stderr), "");
    t.deepEqual(readdirSync(directory), ["rank.0.err", "rank.0.out", "rank.1.err", "rank.1.out"]);
    t.is(readFileSync(path.join(directory, "rank.1.out"), "utf8"), "begin 1 middle 1 end 1\n".repeat(200));
    t.is(readFileSync(path.join(directory, "rank.0.err"), "utf8"), "error 0 of 0\n".repeat(200));
  });

  test.serial(`${way}: --timeout`, async (t) => {
    const { code, stderr } = await runRanks([
      "run",
      ...flags,
      "-n",
      "2",
      "--timeout",
      "0.8",
      show,
      "forever",
    ]);
    t.is(code, 124);
    t.regex(
      stderr,
      /^ranks: the job was ended after 0.8 s, its time limit; still running:\n {2}rank 0 .*\n {2}rank 1 .*\n$/,
    );
  });

  test.serial(`${way}: a rank ends when it has nothing left to do, with its exit code`, async (t) => {
    const { code, stdout } = await runRanks(["run", ...flags, "-n", "2", show, "later", "0"]);
    t.deepEqual([code, stdout], [0, "later\nlater\n"]);
    t.is((await runRanks(["run", ...flags, show, "later", "6"])).code, 6);
    t.is((await runRanks(["run", ...flags, show, "unsettled"])).code, 13);
  });

  test.serial(`${way}: TypeScript`, async (t) => {
    const directory = temporaryDirectory(t);
    writeFileSync(path.join(directory, "package.json"), `{ "type": "module" }`);
    writeFileSync(path.join(directory, "other.ts"), "export const answer: number = 42;");
    const file = path.join(directory, "main.ts");
    writeFileSync(file, `import { answer } from "./other.ts"; console.log(answer satisfies number);`);
    const { code, stdout, stderr } = await runRanks(["run", ...flags, "-n", "2", file]);
    t.is(code, 0, stderr);
    t.is(stdout, "42\n42\n");
  });

  test.serial(`${way}: a program that does not compile is shown in the report`, async (t) => {
    const file = path.join(temporaryDirectory(t), "broken.mjs");
    writeFileSync(file, "let x = ;");
    const { code, stderr } = await runRanks(["run", ...flags, "-n", "2", file]);
    t.is(code, 1);
    t.true(stderr.includes("broken.mjs"), stderr);
    t.is(stderr.match(/^ {4}(Uncaught )?SyntaxError.*Unexpected token/gm)?.length, 1, stderr);
  });

  test.serial(`${way}: --display-map and --verbose`, async (t) => {
    const { stderr } = await runRanks([
      "run",
      ...flags,
      "-n",
      "2",
      "--display-map",
      "--verbose",
      show,
      "rank",
    ]);
    const kind = way === "threads" ? "thread" : "process";
    t.regex(
      stderr,
      new RegExp(`^ *0 +this host +\\d+ +${kind} +\\w+\n *1 +this host +\\d+ +${kind} +\\w+$`, "m"),
    );
    t.regex(stderr, /^ranks: \[\d+ ms\] started .*show\.js/m);
    t.regex(stderr, /^ranks: \[\d+ ms\] all ranks are gone$/m);
  });
}

test.serial("one rank is the default", async (t) => {
  t.is((await runRanks(["run", show, "rank"])).stdout, "rank 0 of 1\n");
});

test.serial("a remark when ranks must take turns", async (t) => {
  const ranks = String(os.availableParallelism() + 1);
  const { code, stderr } = await runRanks(["run", "--threads", "-n", ranks, show, "rank"]);
  t.is(code, 0);
  t.regex(stderr, /^ranks: \d+ ranks on \d+ processors: they take turns.*\n$/);
});

test.serial("a wrong command line: one line, and code 2", async (t) => {
  const wrong: [string[], RegExp][] = [
    [["run", "-n", "0", show], /'0' is invalid\. Give a whole number above 0/],
    [["run", "-n", "two", show], /'two' is invalid/],
    [["run", "-n", "2.5", show], /'2\.5' is invalid/],
    [["run", "--thread", show], /unknown option '--thread' \(Did you mean --threads\?\)/],
    [["run"], /missing required argument 'program'/],
    [["rnu", show], /unknown command 'rnu' \(Did you mean run\?\)/],
    [["run", "--transport", "pigeon", show], /choices are auto, threads, shm, zmq, ipc/],
    [["run", "--threads", "--transport", "shm", show], /leave out the transport, or the threads/],
    [["run", "--transport", "threads", show], /ask for threads too/],
    [["run", "--stdin", "2", "-n", "2", show], /rank 2 cannot read the standard input/],
    [["run", "--stdin", "first", show], /Give a rank, or none/],
    [["run", "--timeout", "-1", show], /Give a number of seconds above 0/],
    [["run", "--wdir", "/nonexistent", show], /directory \/nonexistent does not exist/],
    [["run", "--output-dir", show, show], /is not a directory/],
    [["run", "-x", "=1", show], /Give NAME=value/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await runRanks(args);
    t.is(code, 2, args.join(" "));
    t.is(stdout, "");
    t.regex(stderr, /^ranks: .*\n$/);
    t.regex(stderr, message);
  }
});

test.serial("a program that is not there", async (t) => {
  const { code, stderr } = await runRanks(["run", "-n", "2", "nowhere.js"]);
  t.is(code, 1);
  t.regex(stderr, /^ranks: the program .*nowhere\.js does not exist; .*\n$/);
  t.regex((await runRanks(["run", "examples"])).stderr, /is not a file/);
});

test.serial("help and version", async (t) => {
  const help = await runRanks(["run", "--help"]);
  t.is(help.code, 0);
  t.regex(help.stdout, /Examples:\n +ranks run -n 4 pi\.ts/);
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  t.is((await runRanks(["--version"])).stdout, `${version}\n`);
});

test.serial(
  "without the native binding: shm is refused, auto takes sockets and leaves none behind",
  async (t) => {
    const directory = temporaryDirectory(t);
    const env = { RANKS_NO_NATIVE: "1", TMPDIR: directory, XDG_RUNTIME_DIR: directory };
    const refused = await runRanks(["run", "--transport", "shm", show], { env });
    t.is(refused.code, 1);
    t.regex(refused.stderr, /^ranks: the transport shm needs the native binding.*\n$/);
    const { code, stderr } = await runRanks(["run", "-n", "2", "--verbose", show, "rank"], { env });
    t.is(code, 0);
    t.regex(stderr, /messages go over ipc/);
    t.deepEqual(readdirSync(directory), []);
  },
);

test.serial("launch() gives the outcome as a value", async (t) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const result = await launch({
    size: 2,
    program: show,
    argv: ["later", "6"],
    stdout,
    stderr,
    tagOutput: true,
  });
  stdout.end();
  stderr.end();
  t.is(result.code, 6);
  t.like(result.failure, { code: 6 });
  t.regex(result.failure!.message, /^rank [01] \(pid \d+\) exited with code 6$/);
  t.deepEqual(lines(await text(stdout)), ["[0] later", "[1] later"]);
  t.true((await text(stderr)).includes(`ranks: ${result.failure!.message}\n`));
});

test.serial("launch() rejects what makes no sense, and starts nothing", async (t) => {
  for (const size of [0, -1, 1.5, NaN]) {
    await t.throwsAsync(launch({ size, program: show }), { code: "ERR_RANKS_USAGE" });
  }
  await t.throwsAsync(launch({ size: 1, program: "nowhere.js" }), { code: "ERR_RANKS_LAUNCH" });
  await t.throwsAsync(launch({ size: 1, program: new URL("https://example.org/x.js") }), {
    code: "ERR_RANKS_LAUNCH",
  });
  await t.throwsAsync(launch({ size: 1, program: show, timeoutMs: 0 }), { code: "ERR_RANKS_USAGE" });
});

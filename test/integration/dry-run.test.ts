import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import test from "ava";
import type { ExecutionContext } from "ava";
import { launch } from "ranks";
import { parseNumbers } from "#dist/launch/placement/number-list.js";
import { temporaryDirectory } from "../harness/temporary-directory.ts";
import { program, runRanks, withoutRemarks } from "./run-ranks.ts";

interface Shown {
  readonly size: number;
  readonly hosts: readonly { readonly name: string }[];
  readonly processes: readonly {
    readonly host: number;
    readonly program: number;
    readonly ranks: readonly number[];
  }[];
  readonly programs: readonly object[];
  readonly warnings: readonly string[];
}

async function shown(t: ExecutionContext, ...args: string[]): Promise<Shown> {
  const { code, stdout, stderr } = await runRanks(["run", "--dry-run", "--json", ...args]);
  t.deepEqual([code, stderr], [0, ""], args.join(" "));
  return JSON.parse(stdout) as Shown;
}

/** The host of each rank, separated by blanks. */
async function where(t: ExecutionContext, ...args: string[]): Promise<string> {
  const { hosts, processes } = await shown(t, ...args);
  const names: string[] = [];
  for (const { host, ranks } of processes) for (const rank of ranks) names[rank] = hosts[host].name;
  return names.join(" ");
}

function file(t: ExecutionContext, name: string, text: string): string {
  const whole = path.join(temporaryDirectory(t), name);
  writeFileSync(whole, text);
  return whole;
}

test("the plan as a table", async (t) => {
  const hostfile = file(t, "hosts", "a slots=2 # first\nme@b:4\n");
  const options = ["--hostfile", hostfile, "--ranks-per-process", "2", "--bind-to", "core"];
  const { code, stdout, stderr } = await runRanks([
    "run",
    "--dry-run",
    ...options,
    "-n",
    "7",
    "p.ts",
    "-n",
    "x",
  ]);
  t.is(
    stdout,
    [
      "ranks  host  runs as  processors  program",
      "0-1    a     threads  0-1         p.ts -n x",
      "2-3    me@b  threads  0-1         p.ts -n x",
      "4-5    me@b  threads  2-3         p.ts -n x",
      "6      a     process  2           p.ts -n x",
      "",
    ].join("\n"),
  );
  t.is(
    stderr,
    "ranks: more ranks than slots: a has 3 for 2; name more hosts or slots, or start fewer ranks\n",
  );
  t.is(code, 0);
});

test("the plan as JSON", async (t) => {
  t.deepEqual(await shown(t, "-H", "me@a", "-x", "A=b", "--bind-to", "core", "-n", "2", "p.ts", "x"), {
    size: 2,
    hosts: [{ name: "a", user: "me" }],
    processes: [
      { host: 0, program: 0, ranks: [0], cores: [0] },
      { host: 0, program: 0, ranks: [1], cores: [1] },
    ],
    programs: [{ program: "p.ts", argv: ["x"], env: {} }],
    warnings: [],
  });
});

test("hosts, slots, mapping", async (t) => {
  t.is(await where(t, "-n", "2", "p.ts"), "localhost localhost");
  t.is(await where(t, "--host", "a,b:2,[::1]", "p.ts"), "a b b ::1");
  t.is(await where(t, "-H", "a", "-H", "b", "-n", "3", "p.ts"), "a b a");
  t.is(await where(t, "-H", "a:2,b:2", "--map-by", "node", "-n", "4", "p.ts"), "a b a b");
  t.is(await where(t, "-H", "a,b", "--map-by", "ppr:2:node", "p.ts"), "a a b b");
  const rankfile = file(t, "places", "rank 0=b slot=0-1\nrank 1=a\n");
  t.is(await where(t, "--rankfile", rankfile, "p.ts"), "b a");
  t.is(await where(t, "--rankfile", rankfile, "-H", "a:2,b:1", "-n", "3", "p.ts"), "b a a");
  const hostfile = file(t, "hosts", "a\na\nb\n");
  t.is(await where(t, "--hostfile", hostfile, "p.ts"), "a a b");
  t.is(await where(t, "--hostfile", hostfile, "-H", "b", "-n", "2", "p.ts"), "b b");
});

test("several programs, each with its own -n, -x and -H", async (t) => {
  const words = [
    "-n",
    "1",
    "-x",
    "A=1",
    "-H",
    "a",
    "p.ts",
    "x",
    ":",
    "-np",
    "3",
    "-x",
    "B=2",
    "-H",
    "b,c",
    "q.ts",
    "-n",
    "y",
  ];
  const { programs, processes } = await shown(t, "--map-by", "node", ...words);
  t.deepEqual(programs, [
    { program: "p.ts", argv: ["x"], env: { A: "1" } },
    { program: "q.ts", argv: ["-n", "y"], env: { B: "2" } },
  ]);
  t.deepEqual(
    processes.map((process) => process.program),
    [0, 1, 1, 1],
  );
  t.is(await where(t, "--map-by", "node", ...words), "a b c b");
  t.is(
    await where(t, "p.ts", ":", "q.ts", ":", "-n", "2", "r.ts"),
    "localhost localhost localhost localhost",
  );
});

test("a plan from a file", async (t) => {
  const plan = file(
    t,
    "plan.json",
    JSON.stringify({
      hosts: ["front", "node1:2", "node2:2"],
      programs: [
        { program: "steer.ts", hosts: ["front"] },
        { program: "solve.ts", count: 4, argv: ["x"], env: { A: "1" } },
      ],
    }),
  );
  const { programs, size } = await shown(t, "--plan", plan);
  t.is(size, 5);
  t.deepEqual(programs[1], { program: "solve.ts", argv: ["x"], env: { A: "1" } });
  t.is(await where(t, "--plan", plan), "front node1 node1 node2 node2");
  t.is(await where(t, "--plan", plan, "--map-by", "node"), "front node1 node2 node1 node2");
  t.is(await where(t, "--plan", plan, "-H", "front,other:9"), "front other other other other");
});

test("a wrong command line: one line, and code 2", async (t) => {
  const hostfile = file(t, "hosts", "a\nb slot=2\n");
  const plan = file(t, "plan.json", `{ "programs": [{ "program": "p.ts", "count": "two" }] }`);
  const wrong: [string[], RegExp][] = [
    [["-H", "-oProxyCommand=sh", "p.ts"], /"-oProxyCommand=sh" is not a host/],
    [["-H", "a,,b", "p.ts"], /a host is missing in the list "a,,b"/],
    [["-H", "a:0", "p.ts"], /"0" is no number of slots/],
    [["--hostfile", "/nowhere", "p.ts"], /the hostfile \/nowhere can't be read/],
    [["--hostfile", hostfile, "p.ts"], /hosts:2: "slot=2" behind the host b is not known/],
    [["--map-by", "core", "p.ts"], /can't be mapped by "core"/],
    [
      ["--map-by", "ppr:2:node", "-n", "3", "p.ts"],
      /ppr:2:node has room for 2 ranks of p\.ts on 1 host, not for 3/,
    ],
    [["--bind-to", "socket", "p.ts"], /can't be bound to "socket"/],
    [["--rankfile", "/nowhere", "p.ts"], /the rankfile \/nowhere can't be read/],
    [["--ranks-per-process", "0", "p.ts"], /Give a whole number above 0/],
    [["--ranks-per-process", "2", "--threads", "p.ts"], /leave out one of both/],
    [
      ["--threads", "--transport", "threads", "-H", "a,b", "p.ts"],
      /ranks of 2 processes do not talk over "threads"/,
    ],
    [["--plan", plan], /plan\.json: programs\[0\]\.count is "two"; give a whole number/],
    [["--plan", plan.replace("plan.json", "x")], /the plan .* can't be read/],
    [["--iface", "10.0.0.0/33", "p.ts"], /"10\.0\.0\.0\/33" is no network/],
    [["--iface", "eth0/8", "p.ts"], /is no network/],
    [["--rsh", "", "p.ts"], /the command for other hosts is empty/],
    [["--rsh", `ssh "-p`, "p.ts"], /the command ssh "-p can't be read/],
    [["--start-timeout", "0", "p.ts"], /Give a number of seconds above 0/],
    [["--peer-timeout", "x", "p.ts"], /Give a number of seconds above 0/],
    [["--peer-timeout", "1e9", "p.ts"], /a peer cannot be lost after 1000000000000 ms/],
    [["--max-restarts", "-1", "p.ts"], /Give a whole number/],
    [["-n", "1", "p.ts", ":"], /a program is missing beside :/],
    [[":", "p.ts"], /a program is missing beside :/],
    [["p.ts", ":", ":", "p.ts"], /a program is missing beside :/],
    [["p.ts", ":", "-n", "0", "q.ts"], /'0' is invalid\. Give a whole number above 0/],
    [
      ["p.ts", ":", "--timeout", "3", "q.ts"],
      /--timeout <seconds> is for the whole job; put it before the first/,
    ],
    [["p.ts", ":", "--tiemout", "3", "q.ts"], /unknown option '--tiemout' \(Did you mean --timeout\?\)/],
    [
      ["--stdin", "2", "p.ts", ":", "q.ts"],
      /rank 2 cannot read the standard input; the job has ranks 0 to 1/,
    ],
    [[], /missing required argument 'program'/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await runRanks(["run", "--dry-run", ...args]);
    t.deepEqual([code, stdout], [2, ""], args.join(" "));
    t.regex(stderr, /^ranks: .*\n$/);
    t.regex(stderr, message);
  }
  const { code, stderr } = await runRanks(["run", "--json", "p.ts"]);
  t.deepEqual([code, stderr], [2, "ranks: --json is for --dry-run; leave out one, or give both\n"]);
  const sound = file(t, "sound.json", `{ "programs": [{ "program": "p.ts" }] }`);
  t.regex(
    (await runRanks(["run", "--plan", sound, "p.ts"])).stderr,
    /^ranks: a plan says which .* leave out -n and the program\n$/,
  );
});

test.serial("several programs run as one world", async (t) => {
  const show = program("show");
  const { code, stdout, stderr } = await runRanks([
    "run",
    "-l",
    "-n",
    "1",
    show,
    "rank",
    ":",
    "-x",
    "COLOUR=red",
    show,
    "variable",
  ]);
  t.deepEqual([code, withoutRemarks(stderr)], [0, ""]);
  t.deepEqual(stdout.trimEnd().split("\n").sort(), ["[0] rank 0 of 2", "[1] red undefined alone"]);
});

test.serial("ranks in processes of several", async (t) => {
  const args = ["-n", "5", "--ranks-per-process", "2", "--display-map", program("sum")];
  const { code, stderr } = await runRanks(["run", ...args]);
  t.is(code, 0, stderr);
  const pids = [...stderr.matchAll(/^ *\d +this host +(\d+) +(\w+)/gm)].map(
    ([, pid, kind]) => `${kind} ${pid}`,
  );
  t.deepEqual(
    pids.map((pid) => pids.indexOf(pid)),
    [0, 0, 2, 2, 4],
  );
  t.deepEqual(
    pids.map((pid) => pid.split(" ")[0]),
    ["thread", "thread", "thread", "thread", "process"],
  );
});

test.serial("ranks are bound to processors, unless these are too few", async (t) => {
  const shownBy = async (...options: string[]) => {
    const { code, stdout, stderr } = await runRanks(["run", "-l", ...options, program("show"), "processors"]);
    t.is(code, 0, stderr);
    const lists = stdout.trimEnd().split("\n").sort();
    return { lists: lists.map((line) => line.replace(/^\[\d+\] /, "")), stderr };
  };
  const [all] = (await shownBy()).lists;
  const allowed = parseNumbers(all)!;
  const each = await shownBy("-n", String(allowed.length), "--bind-to", "core");
  t.deepEqual(each.lists, allowed.map(String));
  t.is(
    (await shownBy("--rankfile", file(t, "places", "rank 0=localhost slot=0"))).lists[0],
    String(allowed[0]),
  );

  const { lists, stderr } = await shownBy("-n", String(allowed.length + 1), "--bind-to", "core");
  t.deepEqual(lists, Array(allowed.length + 1).fill(all));
  t.regex(stderr, /^ranks: \d+ processors are asked for, and \d+ are there: no rank is bound$/m);
});

test.serial("launch() takes a plan, as an object or as a function", async (t) => {
  const show = program("show");
  const quiet = { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() };
  const plan = {
    programs: [
      { program: show, argv: ["rank"], count: 2 },
      { program: show, argv: ["later", "6"] },
    ],
  };
  t.is((await launch({ plan, ...quiet })).code, 6);
  const { code } = await launch({
    size: 2,
    program: show,
    argv: ["later", "7"],
    ...quiet,
    plan: ({ hosts }) => ({ hosts, processes: [{ host: 0, program: 0, ranks: [0, 1] }] }),
  });
  t.is(code, 7);
  await t.throwsAsync(launch({ size: 2, program: show, plan: ({ hosts }) => ({ hosts, processes: [] }) }), {
    code: "ERR_RANKS_USAGE",
    message: /^the placement gives the host localhost no process; /,
  });
});

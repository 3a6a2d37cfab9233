import { writeFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import type { ExecutionContext } from "ava";
import type { HostOptions } from "#dist/launch/placement/placement-options.js";
import type { Host } from "#dist/launch/placement/placement.js";
import type { Plan, Planner, PlanRequest } from "#dist/launch/placement/plan.js";
import { resolvePlacement } from "#dist/launch/placement/resolve-placement.js";
import type { ResolvedPlacement } from "#dist/launch/placement/resolve-placement.js";
import { temporaryDirectory } from "../../harness/temporary-directory.ts";
import { refuses } from "./refuses.ts";

/** Of `p.ts`, where there is no plan that names programs. */
type Wish = HostOptions & { readonly size?: number; readonly plan?: Plan | Planner };

function resolve(wish: Wish, allocated?: readonly Host[]): ResolvedPlacement {
  const { plan, size, ...rest } = wish;
  const options = typeof plan === "object" ? { plan } : { program: "p.ts", size, plan };
  return resolvePlacement({ ...options, ...rest }, allocated);
}

/** The host of each rank, as letters. */
function where(wish: Wish, allocated?: readonly Host[]): string {
  const { hosts, processes } = resolve(wish, allocated).placement;
  const names: string[] = [];
  for (const { host, ranks } of processes) for (const rank of ranks) names[rank] = hosts[host].name;
  return names.join("");
}

function file(t: ExecutionContext, text: string): string {
  const name = path.join(temporaryDirectory(t), "file");
  writeFileSync(name, text);
  return name;
}

const allocation: readonly Host[] = [
  { name: "a", slots: 2 },
  { name: "b", slots: 2 },
];

test("without hosts: this one, and one rank", (t) => {
  t.deepEqual(resolvePlacement({ program: "p.ts", argv: ["x"] }), {
    size: 1,
    placement: { hosts: [{ name: "localhost" }], processes: [{ host: 0, program: 0, ranks: [0] }] },
    programs: [{ program: "p.ts", argv: ["x"], env: {} }],
    warnings: [],
  });
});

test("threads: one process for each program and host", (t) => {
  const { placement } = resolve({ size: 4, threads: true, hosts: ["a", "b"] });
  t.deepEqual(
    placement.processes.map(({ ranks }) => ranks),
    [
      [0, 2],
      [1, 3],
    ],
  );
  refuses(t, () => resolve({ threads: true, ranksPerProcess: 2 }), /leave out one of both/);
});

test("how many ranks, where nobody says", (t) => {
  t.is(where({ hosts: ["a", "b"] }), "ab");
  t.is(where({ hosts: ["a:2", "b:3"] }), "aabbb");
  t.is(where({}, allocation), "aabb");
  t.is(where({ hosts: ["a", "b"], mapBy: "ppr:3:node" }), "aaabbb");
  t.is(where({ rankfile: file(t, "rank 1=b\nrank 0=a\nrank 3=a") }), "abba");
  t.is(where({ plan: { programs: [{ program: "p" }, { program: "q" }], hosts: ["a:4"] } }), "aa");
  const pinned = { program: "p", hosts: ["b"] };
  t.is(where({ plan: { programs: [pinned], hosts: ["a:4", "b:2"] } }), "bb");
  t.is(
    where({ plan: { programs: [pinned, { program: "q" }], hosts: ["a", "b"], mapBy: "ppr:2:node" } }),
    "bbaabb",
  );
});

test("a warning, in one line, for more ranks than slots", (t) => {
  const { warnings } = resolve({ size: 6, hosts: ["a:2", "b:3", "c:9"] });
  t.deepEqual(warnings, []);
  t.deepEqual(resolve({ size: 9, hosts: ["a:2", "b:1"] }).warnings, [
    "more ranks than slots: a has 6 for 2, b has 3 for 1; name more hosts or slots, or start fewer ranks",
  ]);
  t.deepEqual(resolve({ size: 9, hosts: ["a", "b"] }).warnings, []);
});

test("hosts choose among those of a hostfile or an allocation, and say how many slots", (t) => {
  const hostfile = file(t, "a slots=2\nb slots=2\nme@c slots=2\n");
  t.is(where({ hostfile }), "aabbcc");
  t.is(where({ hostfile, hosts: ["c", "a:1"] }), "cca");
  t.is(where({ hosts: ["b"] }, allocation), "bb");
  t.is(where({ hostfile }, allocation), "aabbcc");
  t.deepEqual(resolve({ hostfile, hosts: ["c"] }).placement.hosts, [{ name: "c", user: "me", slots: 2 }]);
  refuses(
    t,
    () => where({ hostfile, hosts: ["x"] }),
    /^the host x is not in the hostfile .*, which has a, b, c; add/,
  );
  refuses(
    t,
    () => where({ hosts: ["x"] }, allocation),
    /^the host x is not in the allocation, which has a, b; add/,
  );
  refuses(t, () => where({ hostfile, hosts: ["you@c"] }), /named with the users me and you/);
  refuses(t, () => where({ hostfile: "/nowhere" }), /^the hostfile \/nowhere can't be read \(ENOENT/);
});

test("the hosts that programs are pinned to are the job's, where there are no others", (t) => {
  const programs = [
    { program: "p", count: 3, hosts: ["a:2", "b"] },
    { program: "q", count: 2, hosts: ["c"] },
    { program: "r", count: 1 },
  ];
  t.is(where({ plan: { programs } }), "aabcca");
  t.is(where({ plan: { programs, hosts: ["c:5", "b:2", "a:1"] } }), "aabccc");
  refuses(
    t,
    () => where({ plan: { programs, hosts: ["a", "b"] } }),
    /^the host c is not in the list of hosts, which has a, b; add it there/,
  );
  refuses(t, () => where({ plan: { programs } }, allocation), /^the host c is not in the allocation/);
});

test("what a program's hosts say of slots takes the place of what the list says", (t) => {
  const programs = [{ program: "p", count: 3, hosts: ["a:1", "b"] }];
  t.is(where({ plan: { programs } }, allocation), "abb");
});

test("ranks with places of their own", (t) => {
  const rankfile = file(t, "rank 0=b slot=1\nrank 1=me@a\n");
  const { placement } = resolve({ size: 2, rankfile });
  t.deepEqual(placement, {
    hosts: [{ name: "b" }, { name: "a", user: "me" }],
    processes: [
      { host: 0, program: 0, ranks: [0], cores: [1] },
      { host: 1, program: 0, ranks: [1] },
    ],
  });
  t.is(where({ size: 4, rankfile }, allocation), "baab");
  t.is(where({ size: 4, rankfile: file(t, "rank 3=a") }, [{ name: "a" }, { name: "b" }]), "baba");
  refuses(
    t,
    () => where({ size: 1, rankfile }),
    /^rank 1 has a place of its own, but the job has ranks 0 to 0/,
  );
  refuses(
    t,
    () => where({ rankfile: file(t, "rank 0=x") }, allocation),
    /^the host x is not in the allocation/,
  );
  const ranks = [{ rank: 0, host: "a" }];
  t.is(where({ plan: { programs: [{ program: "p" }], ranks, hosts: ["b", "a"] } }), "a");
  refuses(
    t,
    () => where({ plan: { programs: [{ program: "p", hosts: ["b"] }], ranks } }),
    /^rank 0 has its place on a, but its program p on b; correct/,
  );
  refuses(
    t,
    () => where({ plan: { programs: [{ program: "p" }], ranks: [...ranks, ...ranks] } }),
    /^rank 0 has two places/,
  );
});

test("options beside a plan replace what it says", (t) => {
  const plan = { programs: [{ program: "p", count: 4 }], hosts: ["a"], mapBy: "node" as const };
  t.is(where({ plan }), "aaaa");
  t.is(where({ plan, hosts: ["b", "c"] }), "bcbc");
  t.is(where({ plan, hosts: ["b:2", "c:2"], mapBy: "slot" }), "bbcc");
  for (const option of [{ size: 1 }, { program: "q" }, { argv: [] }])
    refuses(t, () => resolvePlacement({ plan, ...option } as never), /^a plan says which programs run/);
  refuses(t, () => resolvePlacement({} as never), /^there is no program; name/);
  refuses(t, () => resolvePlacement({ plan: { programs: [] } }), /^the plan: programs is \[\]/);
});

test("a job that is too large", (t) => {
  refuses(t, () => where({ size: 65_536 }), /at most 65535 ranks, not 65536/);
  const plan = { programs: [{ program: "p", count: 65_535 }, { program: "q" }] };
  refuses(t, () => where({ plan }), /not 65536/);
});

test("a planner of one's own", (t) => {
  let heard: PlanRequest | undefined;
  const { placement, size } = resolvePlacement({
    program: new URL("file:///p.js"),
    size: 3,
    hosts: ["a", "me@b:2"],
    threads: true,
    plan: (request) => {
      heard = request;
      return { hosts: [request.hosts[1]], processes: [{ host: 0, program: 0, ranks: [0, 1, 2] }] };
    },
  });
  t.deepEqual(heard, {
    programs: [{ program: "file:///p.js", argv: [], env: {}, count: 3 }],
    hosts: [
      { name: "a", slots: 1 },
      { name: "b", user: "me", slots: 2 },
    ],
    mapBy: "slot",
    ranks: [],
    ranksPerProcess: Infinity,
    bindTo: "none",
  });
  t.deepEqual([placement.hosts, size], [[{ name: "b", user: "me", slots: 2 }], 3]);
  refuses(
    t,
    () =>
      where({ size: 2, plan: ({ hosts }) => ({ hosts, processes: [{ host: 0, program: 0, ranks: [0] }] }) }),
    /^the placement has 1 ranks of p\.ts, where 2 were asked for; correct the function that made it/,
  );
});

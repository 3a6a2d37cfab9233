import test from "ava";
import { place } from "#dist/launch/placement/place.js";
import type { Placement } from "#dist/launch/placement/placement.js";
import type { PlanRequest } from "#dist/launch/placement/plan.js";
import { parseHosts, splitHostList } from "#dist/launch/placement/host-list.js";
import { refuses } from "./refuses.ts";

interface Wish extends Partial<Omit<PlanRequest, "programs" | "hosts">> {
  readonly hosts?: string;
  readonly counts?: readonly number[];
  /** For some programs: their hosts. */
  readonly pins?: readonly (readonly string[] | undefined)[];
}

function placed(wish: Wish): Placement {
  const { hosts = "a", counts = [1], pins = [], ...rest } = wish;
  return place({
    programs: counts.map((count, i) => ({
      program: `p${i}`,
      argv: [],
      env: {},
      count,
      ...(pins[i] && { hosts: pins[i] }),
    })),
    hosts: parseHosts(splitHostList(hosts)),
    mapBy: "slot",
    ranks: [],
    ranksPerProcess: 1,
    bindTo: "none",
    ...rest,
  });
}

/** The host of each rank, as letters. */
function where(wish: Wish): string {
  const { hosts, processes } = placed(wish);
  const names: string[] = [];
  for (const { host, ranks } of processes) for (const rank of ranks) names[rank] = hosts[host].name;
  return names.join("");
}

/** Processes as text, such as `a:p0:0,1`. */
function processes(wish: Wish): string[] {
  const placement = placed(wish);
  return placement.processes.map(
    ({ host, program, ranks }) => `${placement.hosts[host].name}:p${program}:${ranks.join(",")}`,
  );
}

test("by slot: the slots of a host, then those of the next, then all of them again", (t) => {
  t.is(where({ hosts: "a:2,b:3", counts: [4] }), "aabb");
  t.is(where({ hosts: "a:2,b:1", counts: [8] }), "aabaabaa");
  t.is(where({ hosts: "a:4,b:1", counts: [7] }), "aaaabaa");
});

test("by slot: a host without a number takes one rank a turn", (t) => {
  t.is(where({ hosts: "a,b", counts: [5] }), "ababa");
  t.is(where({ hosts: "a:2,b", counts: [5] }), "aabbb");
});

test("by node: round the hosts, past the full ones", (t) => {
  t.is(where({ hosts: "a,b,c", counts: [5], mapBy: "node" }), "abcab");
  t.is(where({ hosts: "a:1,b:3,c:2", counts: [6], mapBy: "node" }), "abcbcb");
  t.is(where({ hosts: "a:1,b:2", counts: [6], mapBy: "node" }), "abbabb");
  t.is(where({ hosts: "a:1,b", counts: [5], mapBy: "node" }), "abbbb");
});

test("ppr: so many of each program on each host", (t) => {
  t.is(where({ hosts: "a,b,c", counts: [6], mapBy: "ppr:2:node" }), "aabbcc");
  t.is(where({ hosts: "a,b,c", counts: [3], mapBy: "ppr:2:node" }), "aab");
  t.is(where({ hosts: "a:1,b:1", counts: [4], mapBy: "ppr:2:node" }), "aabb");
  t.is(where({ hosts: "a,b", counts: [2, 4], mapBy: "ppr:2:node" }), "aaaabb");
  refuses(
    t,
    () => placed({ hosts: "a,b", counts: [7], mapBy: "ppr:3:node" }),
    /^ppr:3:node has room for 6 ranks of p0 on 2 hosts, not for 7; start fewer/,
  );
});

test("hosts without ranks are left out", (t) => {
  const { hosts, processes } = placed({ hosts: "a:2,b:2,c:2", counts: [2], pins: [["b"]] });
  t.deepEqual(hosts, [{ name: "b", slots: 2 }]);
  t.deepEqual(processes, [
    { host: 0, program: 0, ranks: [0] },
    { host: 0, program: 0, ranks: [1] },
  ]);
});

test("several programs: one goes on where the other ended", (t) => {
  t.is(where({ hosts: "a:2,b:2", counts: [1, 3] }), "aabb");
  t.is(where({ hosts: "a,b", counts: [1, 3] }), "abab");
  t.is(where({ hosts: "a,b,c", counts: [1, 3], mapBy: "node" }), "abca");
});

test("pinned programs keep to their hosts, and the others fill what these leave", (t) => {
  t.is(where({ hosts: "a:2,b:2", counts: [2, 2], pins: [undefined, ["a"]] }), "bbaa");
  t.is(where({ hosts: "a:2,b:2,c:2", counts: [3, 3], pins: [["c", "b"]] }), "ccbaab");
  t.is(where({ hosts: "a:1,b:1", counts: [3], pins: [["b"]] }), "bbb");
  t.is(where({ hosts: "a,b,c", counts: [2, 4], pins: [undefined, ["b", "c"]], mapBy: "node" }), "abbcbc");
});

test("filling a host beyond its slots for one program leaves other hosts to the next", (t) => {
  t.is(where({ hosts: "a:2,b:3", counts: [3, 3], pins: [["a"]] }), "aaabbb");
});

test("ranks with a place of their own", (t) => {
  const ranks = [
    { rank: 2, host: "a" },
    { rank: 0, host: "b" },
  ];
  t.is(where({ hosts: "a:2,b:2", counts: [4], ranks }), "baab");
  t.is(where({ hosts: "a,b", counts: [4], ranks, mapBy: "ppr:2:node" }), "baab");
  t.is(where({ hosts: "a,b,c", counts: [5], ranks, mapBy: "node" }), "baabc");
});

test("ranks of a program on a host in processes of several", (t) => {
  t.deepEqual(processes({ hosts: "a:3,b:3", counts: [6], ranksPerProcess: 2 }), [
    "a:p0:0,1",
    "a:p0:2",
    "b:p0:3,4",
    "b:p0:5",
  ]);
  t.deepEqual(processes({ hosts: "a,b", counts: [5], ranksPerProcess: Infinity }), [
    "a:p0:0,2,4",
    "b:p0:1,3",
  ]);
  t.deepEqual(processes({ counts: [3, 2], ranksPerProcess: 4 }), ["a:p0:0,1,2", "a:p1:3,4"]);
});

test("processors: one for each rank, on each host from the first", (t) => {
  const cores = (wish: Wish) => placed({ bindTo: "core", ...wish }).processes.map((process) => process.cores);
  t.deepEqual(cores({ hosts: "a,b", counts: [4] }), [[0], [0], [1], [1]]);
  t.deepEqual(cores({ counts: [5], ranksPerProcess: 2 }), [[0, 1], [2, 3], [4]]);
  t.deepEqual(cores({ counts: [1], bindTo: "none" }), [undefined]);
});

test("processors that are named for ranks are theirs", (t) => {
  const ranks = [
    { rank: 1, host: "a", cores: [0, 2] },
    { rank: 2, host: "a", cores: [2, 3] },
  ];
  const cores = (wish: Wish) =>
    placed({ counts: [4], ranks, ...wish }).processes.map((process) => process.cores);
  t.deepEqual(cores({}), [undefined, [0, 2], [2, 3], undefined]);
  t.deepEqual(cores({ bindTo: "core" }), [[1], [0, 2], [2, 3], [4]]);
  t.deepEqual(cores({ ranksPerProcess: 4 }), [[0, 2, 3]]);
});

import { writeFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { checkPlan } from "#dist/launch/placement/check-plan.js";
import { readPlanFile } from "#dist/launch/placement/plan-file.js";
import type { Plan } from "#dist/launch/placement/plan.js";
import { temporaryDirectory } from "../../harness/temporary-directory.ts";
import { refuses } from "./refuses.ts";

const whole: Plan = {
  programs: [
    { program: "steer.ts", count: 1, hosts: ["front"], env: { COLOUR: "" } },
    { program: "solve.ts", argv: ["--grid", "512", ""], count: 16 },
  ],
  hosts: ["front", "me@node1:8", "[::1]:8"],
  mapBy: "ppr:2:node",
  ranks: [{ rank: 0, host: "front", cores: [0, 1] }],
  ranksPerProcess: 2,
  bindTo: "core",
};

test("a plan with everything in it, as a file", (t) => {
  const file = path.join(temporaryDirectory(t), "plan.json");
  writeFileSync(file, JSON.stringify(whole));
  t.deepEqual(readPlanFile(file), whole);
});

test("a plan in code may name programs by URL", (t) => {
  const plan: Plan = { programs: [{ program: new URL("file:///a.ts"), argv: undefined }] };
  t.is(checkPlan(plan, "the plan"), plan);
});

test("errors name the field", (t) => {
  const program = { program: "a.ts" };
  const wrong: [unknown, RegExp][] = [
    [null, /^F: it is null; give an object/],
    [[], /^F: it is \[\]; give an object/],
    [{}, /^F: the field programs is missing; add it/],
    [{ programs: [] }, /^F: programs is \[\]; give at least one program/],
    [{ programs: "a.ts" }, /^F: programs is "a\.ts"; give a list/],
    [{ programs: [program, { argv: [] }] }, /^F: the field programs\[1\]\.program is missing/],
    [{ programs: [{ program: "" }] }, /^F: programs\[0\]\.program is ""; give a text that is not empty/],
    [
      { programs: [{ ...program, cuont: 2 }] },
      /^F: the field programs\[0\]\.cuont is not known; fields are program,/,
    ],
    [{ programs: [{ ...program, toString: 2 }] }, /^F: the field programs\[0\]\.toString is not known/],
    [
      { programs: [{ ...program, count: 0 }] },
      /^F: programs\[0\]\.count is 0; give a whole number, 1 or more/,
    ],
    [{ programs: [{ ...program, count: "2" }] }, /^F: programs\[0\]\.count is "2"/],
    [{ programs: [{ ...program, argv: ["a", 1] }] }, /^F: programs\[0\]\.argv\[1\] is 1; give a text/],
    [{ programs: [{ ...program, env: { A: null } }] }, /^F: programs\[0\]\.env\.A is null; give a text/],
    [{ programs: [{ ...program, env: ["A=1"] }] }, /^F: programs\[0\]\.env is \["A=1"\]; give an object/],
    [{ programs: [{ ...program, hosts: [] }] }, /^F: programs\[0\]\.hosts is \[\]; give at least one host/],
    [
      { programs: [{ ...program, hosts: ["-a"] }] },
      /^F: programs\[0\]\.hosts\[0\]: "-a" is not a host; give/,
    ],
    [{ programs: [program], hosts: [] }, /^F: hosts is \[\]; give at least one host/],
    [{ programs: [program], hosts: ["a", { name: "b" }] }, /^F: hosts\[1\] is \{"name":"b"\}; give a text/],
    [{ programs: [program], mapBy: "core" }, /^F: mapBy: ranks can't be mapped by "core"; take/],
    [{ programs: [program], bindTo: "socket" }, /^F: bindTo: ranks can't be bound to "socket"; take/],
    [{ programs: [program], ranksPerProcess: 1.5 }, /^F: ranksPerProcess is 1\.5/],
    [{ programs: [program], ranks: [{ rank: 0 }] }, /^F: the field ranks\[0\]\.host is missing/],
    [{ programs: [program], ranks: [{ rank: -1, host: "a" }] }, /^F: ranks\[0\]\.rank is -1/],
    [{ programs: [program], ranks: [{ rank: 0, host: "a", cores: [] }] }, /^F: ranks\[0\]\.cores is \[\]/],
    [{ programs: [program], ranks: [{ rank: 0, host: "a", cores: "0" }] }, /^F: ranks\[0\]\.cores is "0"/],
    [{ programs: "x".repeat(100) }, /^F: programs is "x{59}\.\.\.; give a list/],
  ];
  for (const [plan, message] of wrong) refuses(t, () => checkPlan(plan, "F"), message);
});

test("a plan that can't be read", (t) => {
  const file = path.join(temporaryDirectory(t), "plan.json");
  refuses(t, () => readPlanFile(file), /^the plan .*plan\.json can't be read \(ENOENT.*\); check its name$/);
  writeFileSync(file, "{ programs: [] }");
  refuses(t, () => readPlanFile(file), /^the plan .*plan\.json is not JSON \(.*\); correct it$/);
  writeFileSync(file, "{}");
  refuses(t, () => readPlanFile(file), /plan\.json: the field programs is missing/);
});

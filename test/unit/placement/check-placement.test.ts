import test from "ava";
import { checkPlacement } from "#dist/launch/placement/check-placement.js";
import type { Placement } from "#dist/launch/placement/placement.js";
import { refuses } from "./refuses.ts";

const programs = [
  { program: "a.ts", argv: [], env: {}, count: 3 },
  { program: "b.ts", argv: [], env: {}, count: 1 },
];

const sound: Placement = {
  hosts: [{ name: "x" }, { name: "y", slots: 1 }],
  processes: [
    { host: 0, program: 0, ranks: [0, 3] },
    { host: 1, program: 0, ranks: [1], cores: [0] },
    { host: 1, program: 1, ranks: [2] },
  ],
};

function process(index: number, change: object): Placement {
  return {
    ...sound,
    processes: sound.processes.map((one, i) => (i === index ? { ...one, ...change } : one)),
  };
}

test("a placement that is sound", (t) => {
  t.notThrows(() => checkPlacement(sound, programs));
});

test("what makes a placement unsound", (t) => {
  const wrong: [unknown, RegExp][] = [
    [undefined, /has no lists of hosts and processes/],
    [{ hosts: [] }, /has no lists of hosts and processes/],
    [{ ...sound, hosts: [{ name: "x" }, { name: "x" }] }, /names the host x twice/],
    [{ ...sound, hosts: [...sound.hosts, { name: "z" }] }, /gives the host z no process/],
    [{ ...sound, hosts: [{ name: "-x" }, { name: "y" }] }, /"-x" is not a host/],
    [process(0, { host: 2 }), /has processes\[0\]\.host 2, where there are hosts 0 to 1/],
    [process(1, { host: 0.5 }), /has processes\[1\]\.host 0\.5/],
    [process(2, { program: -1 }), /has processes\[2\]\.program -1, where there are programs 0 to 1/],
    [process(1, { ranks: [] }), /has no ranks in processes\[1\]/],
    [process(0, { ranks: [3, 0] }), /has ranks in processes\[0\] that do not ascend/],
    [process(0, { ranks: [0, 4] }), /has a rank 4, where ranks are 0 to 3/],
    [process(0, { ranks: [NaN] }), /has a rank NaN/],
    [process(0, { ranks: [0, 1] }), /has rank 1 twice/],
    [process(0, { ranks: [0] }), /has 2 ranks of a\.ts, where 3 were asked for/],
    [process(2, { program: 0 }), /has 4 ranks of a\.ts, where 3 were asked for/],
    [process(1, { cores: [] }), /has processes\[1\]\.cores \[\], which are no processors/],
    [process(1, { cores: [-1] }), /which are no processors/],
  ];
  for (const [placement, message] of wrong)
    refuses(t, () => checkPlacement(placement as Placement, programs), message);
});

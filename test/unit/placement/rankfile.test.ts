import test from "ava";
import { parseRankfile } from "#dist/launch/placement/rankfile.js";
import { refuses } from "./refuses.ts";

const parse = (...lines: string[]) => parseRankfile(lines.join("\n"), "places");

test("hosts and processors of ranks", (t) => {
  const { ranks, hosts } = parse(
    "# rank 9=x",
    "rank 1=b",
    "rank 0 = me@a slot = 0-1 # first",
    "rank  2=[::1] slots=3,1",
  );
  t.deepEqual(ranks, [
    { rank: 1, host: "b" },
    { rank: 0, host: "a", cores: [0, 1] },
    { rank: 2, host: "::1", cores: [1, 3] },
  ]);
  t.deepEqual(hosts, [{ name: "b" }, { name: "a", user: "me" }, { name: "::1" }]);
});

test("errors name file and line", (t) => {
  for (const line of ["rank", "rank x=a", "rank 0", "0=a", "rank 0=a slot", "rank 0=a core=1", "rank -1=a"])
    refuses(t, () => parse("rank 7=a", line), /^places:2: ".*" gives no rank a place; write such as/);
  refuses(t, () => parse("rank 0=-a"), /^places:1: "-a" is not a host/);
  refuses(t, () => parse("rank 0=+n0"), /^places:1: "\+n0" is not a host/);
  refuses(t, () => parse("rank 0=a:4"), /^places:1: "a:4" has a number of slots/);
  for (const list of ["", "x", "1-", "3-1", "0:1", "1,,2", "0-99999999"])
    refuses(t, () => parse(`rank 0=a slot=${list}`), /^places:1: ".*" is no list of processors/);
  refuses(t, () => parse("rank 0=a", "rank 0=b"), /^places:2: rank 0 has a place already/);
});

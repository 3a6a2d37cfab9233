import test from "ava";
import { parseBindTo, parseMapBy, ranksPerNode } from "#dist/launch/placement/map-by.js";
import { formatNumbers, parseNumbers } from "#dist/launch/placement/number-list.js";
import { refuses } from "./refuses.ts";

test("--map-by", (t) => {
  for (const text of ["slot", "node", "ppr:1:node", "ppr:128:node"]) t.is(parseMapBy(text), text as "slot");
  t.is(ranksPerNode("ppr:128:node"), 128);
  t.is(ranksPerNode("node"), undefined);
  for (const text of ["", "core", "ppr:0:node", "ppr:2:socket", "ppr::node", "ppr:2", "slots", "toString"])
    refuses(t, () => parseMapBy(text), /can't be mapped by ".*"; take slot, node, or ppr:N:node/);
});

test("--bind-to", (t) => {
  t.is(parseBindTo("none"), "none");
  t.is(parseBindTo("core"), "core");
  refuses(t, () => parseBindTo("socket"), /can't be bound to "socket"; take none or core/);
});

test("lists of numbers", (t) => {
  for (const [text, numbers, again] of [
    ["0", [0], "0"],
    ["0-3,8", [0, 1, 2, 3, 8], "0-3,8"],
    ["5,3-4,3", [3, 4, 5], "3-5"],
    ["7-7,1", [1, 7], "1,7"],
  ] as const) {
    t.deepEqual(parseNumbers(text), [...numbers]);
    t.is(formatNumbers(numbers), again);
  }
  for (const text of ["", "-", "-1", "1-", "2-1", "a", "1.5", "1 2", "0-65536"])
    t.is(parseNumbers(text), undefined);
  t.is(formatNumbers([]), "");
});

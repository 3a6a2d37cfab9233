import test from "ava";
import { parseHostfile } from "#dist/launch/placement/hostfile.js";
import { refuses } from "./refuses.ts";

const parse = (...lines: string[]) => parseHostfile(lines.join("\n"), "hosts");

test("names, comments, empty lines, any line end", (t) => {
  const text = "# the cluster\r\n\r\n  a\r\nb # spare\r\n\tme@[fd00::3]\t\r\n";
  t.deepEqual(parseHostfile(text, "hosts"), [{ name: "a" }, { name: "b" }, { name: "fd00::3", user: "me" }]);
});

test("numbers of slots, both ways of writing them", (t) => {
  t.deepEqual(parse("a slots=4", "b:2", "me@c  slots = 8 # big", "[::1]:3", "d"), [
    { name: "a", slots: 4 },
    { name: "b", slots: 2 },
    { name: "c", user: "me", slots: 8 },
    { name: "::1", slots: 3 },
    { name: "d", slots: 1 },
  ]);
});

test("a host on several lines has the slots of all", (t) => {
  t.deepEqual(parse("a", "a", "b", "a"), [
    { name: "a", slots: 3 },
    { name: "b", slots: 1 },
  ]);
  t.deepEqual(parse("a slots=2", "a:3", "a"), [{ name: "a", slots: 6 }]);
});

test("errors name file and line", (t) => {
  refuses(t, () => parse("a", "", "-b"), /^hosts:3: "-b" is not a host/);
  refuses(t, () => parse("a slots=x"), /^hosts:1: "x" is no number of slots/);
  refuses(t, () => parse("a slots=0"), /^hosts:1: "0" is no number of slots/);
  refuses(
    t,
    () => parse("a slots=4 max_slots=8"),
    /^hosts:1: "slots=4 max_slots=8" behind the host a is not known/,
  );
  refuses(t, () => parse("a 4"), /^hosts:1: "4" behind the host a is not known; only slots=N/);
  refuses(t, () => parse("a:2 slots=4"), /^hosts:1: the host a has two numbers of slots/);
  refuses(t, () => parse("# nobody", ""), /^the hostfile hosts names no host/);
  refuses(t, () => parse("me@a", "you@a"), /named with the users me and you/);
});

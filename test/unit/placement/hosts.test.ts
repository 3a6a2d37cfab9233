import test from "ava";
import { gatherHosts, splitHostList } from "#dist/launch/placement/host-list.js";
import { checkHost, parseHost } from "#dist/launch/placement/host-name.js";
import { refuses } from "./refuses.ts";

const gather = (list: string) => gatherHosts(splitHostList(list).map(parseHost));

test("a host: name or address, user, slots", (t) => {
  t.deepEqual(parseHost("a"), { name: "a" });
  t.deepEqual(parseHost("node-1.example.org:16"), { name: "node-1.example.org", slots: 16 });
  t.deepEqual(parseHost("me@10.0.0.7"), { name: "10.0.0.7", user: "me" });
  t.deepEqual(parseHost("[::1]:2"), { name: "::1", slots: 2 });
  t.deepEqual(parseHost("root@[fe80::1%eth0]"), { name: "fe80::1%eth0", user: "root" });
  t.deepEqual(parseHost("_x:007"), { name: "_x", slots: 7 });
});

test("a host that is none", (t) => {
  const words = [
    "",
    "-oProxyCommand=sh",
    "a b",
    "a;b",
    "$(id)",
    "a/b",
    "a'b",
    "@a",
    "-u@a",
    "a@b@c",
    "ä",
    "a\n",
  ];
  for (const word of [...words, "[::1", "::1]", "[::1]x", "a[0]", "+n0"])
    refuses(t, () => parseHost(word), /is not a host; give a name or an address/);
  refuses(t, () => parseHost("[a]:2"), /\[a\] is no IPv6 address/);
  refuses(t, () => parseHost("[10.0.0.1]"), /no IPv6 address/);
  refuses(t, () => parseHost("fd00::3"), /"fd00::3" is an IPv6 address; put it in brackets/);
  refuses(t, () => parseHost("me@::1"), /put it in brackets/);
  for (const slots of ["", "0", "-1", "two", "1.5", "4:4", "9999999999"])
    refuses(
      t,
      () => parseHost(`a:${slots}`),
      /is no number of slots, in "a:.*"; give a whole number above 0/,
    );
});

test("a host that code names", (t) => {
  t.notThrows(() => checkHost({ name: "::1", user: "me", slots: 1 }));
  refuses(t, () => checkHost({ name: "-a" }), /"-a" is not a host/);
  refuses(t, () => checkHost({ name: "a", user: "b c" }), /is not a host/);
  refuses(t, () => checkHost({ name: "a", slots: 0.5 }), /0\.5 is no number of slots of the host a/);
});

test("a list of hosts", (t) => {
  t.deepEqual(splitHostList("a, b:4 ,user@c,[::1]:2"), ["a", "b:4", "user@c", "[::1]:2"]);
  for (const list of ["", "a,", ",a", "a,,b"])
    refuses(t, () => splitHostList(list), /a host is missing in the list/);
});

test("names alone have no limit", (t) => {
  t.deepEqual(gather("b,a,me@c"), [{ name: "b" }, { name: "a" }, { name: "c", user: "me" }]);
});

test("a host that is named twice has the slots of both; one without a number counts one", (t) => {
  t.deepEqual(gather("a,b,a"), [
    { name: "a", slots: 2 },
    { name: "b", slots: 1 },
  ]);
  t.deepEqual(gather("a:4,b,a:2,a"), [
    { name: "a", slots: 7 },
    { name: "b", slots: 1 },
  ]);
  t.deepEqual(gather("a,me@a"), [{ name: "a", user: "me", slots: 2 }]);
  refuses(t, () => gather("you@a,me@a"), /the host a is named with the users you and me; decide for one/);
});

import test from "ava";
import { addressOf } from "#dist/launch/agent/address.js";
import type { Addressed } from "#dist/launch/agent/address.js";

type Interfaces = Addressed["facts"]["interfaces"];

function host(
  name: string,
  interfaces: Interfaces,
  connection?: { client: string; server: string },
): Addressed {
  return { name, facts: { version: "1", cores: 1, interfaces, ...(connection && { connection }) } };
}

function card(name: string, address: string, internal = false): Interfaces[number] {
  const six = address.includes(":");
  return { name, address, family: six ? "IPv6" : "IPv4", internal, cidr: null };
}

const lo = card("lo", "127.0.0.1", true);
const front = host("localhost", [lo, card("eth0", "10.0.0.1"), card("docker0", "172.17.0.1")]);
const a = host("a", [lo, card("docker0", "172.17.0.1"), card("eth0", "10.0.0.2"), card("ib0", "10.1.0.2")], {
  client: "10.0.0.1",
  server: "10.0.0.2",
});
const six = host("b", [lo, card("eth0", "fe80::1"), card("eth0", "fd00::2")]);

test("the address at which ssh reached a host", (t) => {
  t.is(addressOf(a, [front, a], undefined), "10.0.0.2");
});

test("the launcher's own: the one that ssh came from", (t) => {
  t.is(addressOf(front, [front, a], undefined), "10.0.0.1");
});

test("a host that is named by its address", (t) => {
  t.is(addressOf(host("10.1.0.2", a.facts.interfaces), [], undefined), "10.1.0.2");
});

test("otherwise one that does not loop back, and is not of the link alone", (t) => {
  t.is(addressOf(front, [front], undefined), "10.0.0.1");
  t.is(addressOf(six, [six], undefined), "fd00::2");
});

test("a chosen interface, address or network", (t) => {
  t.is(addressOf(a, [], "ib0"), "10.1.0.2");
  t.is(addressOf(a, [], "172.17.0.1"), "172.17.0.1");
  t.is(addressOf(a, [], "10.1.0.0/16"), "10.1.0.2");
  t.is(addressOf(six, [], "fd00::/8"), "fd00::2");
});

test("what a host does not have is named, with what it has", (t) => {
  t.throws(() => addressOf(a, [], "eth7"), {
    code: "ERR_RANKS_LAUNCH",
    message: /^host a has no interface, address or network eth7; it has lo 127.0.0.1, docker0 172.17.0.1/,
  });
  t.throws(() => addressOf(host("c", [lo]), [], undefined), {
    code: "ERR_RANKS_LAUNCH",
    message: /^host c has no address/,
  });
});

import { run, succeeds } from "../environment/command.ts";
import { end, isRunning } from "../environment/processes.ts";
import { BRIDGE, HOSTS, LAUNCHER, NETWORK } from "./hosts.ts";
import type { Host } from "./hosts.ts";

/** The device by which a host reaches the others, inside its namespace. */
export const DEVICE = "eth0";

export function ip(...args: string[]): string {
  return run("ip", args);
}

/** Whether this machine lets us make namespaces and bridges; root in a container may lack the right. */
export function networkLacking(): string | undefined {
  const probe = `ranks-probe-${process.pid}`;
  try {
    ip("netns", "add", probe);
    ip("-n", probe, "link", "add", BRIDGE, "type", "bridge");
  } catch (error) {
    return `network namespaces or bridges cannot be made (a container needs --privileged): ${String(error)}`;
  } finally {
    succeeds("ip", ["netns", "delete", probe]);
  }
  const others = ip("-4", "route", "show", "root", NETWORK).split("\n").filter(Boolean);
  if (others.every((route) => route.includes(` dev ${BRIDGE} `))) return undefined;
  return `the addresses ${NETWORK} are in use here (${others.join("; ")}); take that network down first`;
}

export function makeNetwork(): void {
  // Without spanning tree and delay a port forwards as soon as it is up.
  ip("link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0");
  ip("address", "add", `${LAUNCHER.address}/24`, "dev", BRIDGE);
  ip("link", "set", BRIDGE, "up");
  for (const { name, address } of HOSTS) {
    ip("netns", "add", name);
    ip("link", "add", name, "type", "veth", "peer", "name", DEVICE, "netns", name);
    ip("link", "set", name, "master", BRIDGE, "up");
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "address", "add", `${address}/24`, "dev", DEVICE);
    ip("-n", name, "link", "set", DEVICE, "up");
  }
}

/** Removes what is there of the network, and everything that runs on the hosts. */
export async function removeNetwork(): Promise<void> {
  const present = HOSTS.filter(isPresent);
  await end(present.flatMap(processesOn));
  // A namespace lives on while something holds it, so its link is removed by name.
  for (const { name } of HOSTS) succeeds("ip", ["link", "delete", name]);
  for (const { name } of present) ip("netns", "delete", name);
  succeeds("ip", ["link", "delete", BRIDGE]);
}

/** The processes whose network is the host's. */
export function processesOn({ name }: Host): number[] {
  return ip("netns", "pids", name).split("\n").filter(Boolean).map(Number).filter(isRunning);
}

export function isPresent({ name }: Host): boolean {
  return ip("netns", "list")
    .split("\n")
    .some((line) => line.split(" ")[0] === name);
}

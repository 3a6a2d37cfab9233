import { run, succeeds } from "../environment/command.ts";
import { BRIDGE, HOSTS, LAUNCHER } from "./hosts.ts";
import type { Host } from "./hosts.ts";
import { DEVICE, ip } from "./network.ts";

/** A hardware address that nobody has. */
const NOBODY = "02:00:00:00:00:01";

/** Cuts a host off from everybody: its link is down at the far end, so that it meets silence and no error. */
export function cut({ name }: Host): void {
  ip("link", "set", name, "down");
}

/** What `from` sends to `to` vanishes from now on; what comes back still arrives. */
export function block(from: Host, to: Host): void {
  ip(
    ...inside(from),
    "neighbour",
    "replace",
    to.address,
    "lladdr",
    NOBODY,
    "dev",
    device(from),
    "nud",
    "permanent",
  );
}

/** What goes to the host passes at most so many bits a second: `"1mbit"`. */
export function slow(host: Host, rate: string): void {
  shape(host, "tbf", "rate", rate, "burst", "32kbit", "latency", "1s");
}

/** What goes to the host comes so much later, `"20ms"`, and such a part of it never: `"1%"`. Throws where the kernel can't. */
export function disturb(host: Host, delay: string, loss: string): void {
  shape(host, "netem", "delay", delay, "loss", loss);
}

/** Whether this kernel can delay and lose packets. */
export function canDisturb(): boolean {
  const [host] = HOSTS;
  try {
    disturb(host, "1ms", "0%");
    return true;
  } catch {
    return false;
  } finally {
    unshape(host);
  }
}

function shape(host: Host, ...words: readonly string[]): void {
  unshape(host);
  run("tc", ["qdisc", "add", "dev", host.name, "root", ...words]);
}

function unshape({ name }: Host): void {
  succeeds("tc", ["qdisc", "delete", "dev", name, "root"]);
}

/** Undoes all of the above, for all hosts. */
export function heal(): void {
  for (const host of HOSTS) {
    ip("link", "set", host.name, "up");
    unshape(host);
  }
  for (const host of [LAUNCHER, ...HOSTS])
    ip(...inside(host), "neighbour", "flush", "dev", device(host), "nud", "permanent");
}

function inside(host: Host): string[] {
  return host === LAUNCHER ? [] : ["-n", host.name];
}

function device(host: Host): string {
  return host === LAUNCHER ? BRIDGE : DEVICE;
}

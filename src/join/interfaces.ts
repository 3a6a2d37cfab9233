import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { RanksError } from "../errors.ts";

export const LOOPBACK = "127.0.0.1";

/** The address of this machine that `name`, an interface or an address, means. */
export function addressOfInterface(name: string): string {
  if (isIP(name) !== 0) return name;
  const all = networkInterfaces();
  const addresses = all[name] ?? [];
  const found = addresses.find(({ family }) => family === "IPv4") ?? addresses[0];
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- an interface may have no address
  if (found !== undefined) return found.address;
  throw new RanksError(
    "ERR_RANKS_ENVIRONMENT",
    `RANKS_IFACE is "${name}", and this machine has no such interface; ` +
      `set it to one of ${Object.keys(all).join(", ")}, or to an address`,
  );
}

/** The address that other hosts most probably reach; loopback where there is no network. */
export function outwardAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? LOOPBACK;
}

/**
 * The address of this machine that others mean when they say `host`. A machine's own name often leads to loopback on the machine
 * itself, and only there, or is not known there yet: then it is the outward address.
 */
export async function listeningAddress(host: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  if (host === "localhost") return LOOPBACK;
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.find(({ address }) => !isLoopback(address))?.address ?? outwardAddress();
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

import { BlockList, isIP } from "node:net";
import { RanksError } from "../../errors.ts";
import type { HostFacts, HostInterface } from "./messages.ts";

/** A host as far as its address matters. */
export interface Addressed {
  readonly name: string;
  readonly facts: HostFacts;
}

/**
 * The one address of a host that its sockets listen on, which all others can reach. By preference: what `iface` says (the
 * name of an interface, an address, or a network such as 10.0.0.0/8); the one at which ssh reached the host, or for the
 * launcher's own host, the one that ssh came from; the host's name, when that is an address; any that does not loop back.
 */
export function addressOf(host: Addressed, all: readonly Addressed[], iface: string | undefined): string {
  const { interfaces, connection } = host.facts;
  if (iface !== undefined) return chosen(host, iface);
  const seen = connection?.server ?? all.find(({ facts }) => facts.connection)?.facts.connection?.client;
  const known = [seen, host.name].find((address) => interfaces.some((one) => one.address === address));
  if (known !== undefined) return known;
  const outside = interfaces.filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));
  const found = outside.find(({ family }) => family === "IPv4") ?? outside.at(0);
  if (found !== undefined) return found.address;
  throw new RanksError(
    "ERR_RANKS_LAUNCH",
    `host ${host.name} has no address that other hosts could reach; bring up its network, or choose with --iface`,
  );
}

function chosen({ name, facts: { interfaces } }: Addressed, iface: string): string {
  const fits = (one: HostInterface): boolean =>
    one.name === iface || one.address === iface || within(one, iface);
  const found = interfaces.filter(fits);
  const best = found.find(({ family }) => family === "IPv4") ?? found.at(0);
  if (best !== undefined) return best.address;
  const there = interfaces.map((one) => `${one.name} ${one.address}`).join(", ");
  throw new RanksError(
    "ERR_RANKS_LAUNCH",
    `host ${name} has no interface, address or network ${iface}; it has ${there}; give one that all hosts have`,
  );
}

function within({ address, family }: HostInterface, network: string): boolean {
  const [base, prefix] = network.split("/");
  if (!network.includes("/") || isIP(base) === 0) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(prefix), isIP(base) === 6 ? "ipv6" : "ipv4");
  return list.check(address, family === "IPv6" ? "ipv6" : "ipv4");
}

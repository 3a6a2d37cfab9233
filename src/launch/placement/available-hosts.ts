import { usage } from "../usage.ts";
import { gatherHosts } from "./host-list.ts";
import type { Host } from "./placement.ts";

/** Hosts that a hostfile or a scheduler says are there. */
export interface HostBase {
  readonly hosts: readonly Host[];
  /** For errors: what says so. */
  readonly source: string;
}

/** Where people have named hosts. */
export interface NamedHosts {
  readonly base: HostBase | undefined;
  /** Those that the job may use. */
  readonly chosen: readonly Host[] | undefined;
  /** Those that programs are pinned to. */
  readonly ofPrograms: readonly Host[];
  /** Those that ranks are pinned to. */
  readonly ofRanks: readonly Host[];
}

/** The hosts of a job, each once. */
export function availableHosts({ base, chosen, ofPrograms, ofRanks }: NamedHosts): Host[] {
  const there =
    base === undefined
      ? chosen && { hosts: gatherHosts(chosen), source: "the list of hosts" }
      : { ...base, hosts: chosen === undefined ? base.hosts : choose(base, chosen) };
  if (there !== undefined) return refine(there, [...ofPrograms, ...withoutSlots(ofRanks)]);
  const found = gatherHosts(ofPrograms);
  const others = ofRanks.filter(({ name }) => found.every((host) => host.name !== name));
  const named = [...found, ...withoutSlots(gatherHosts(others))];
  return named.length > 0 ? named : [{ name: "localhost" }];
}

/** In the order of the entries. */
function choose(base: HostBase, entries: readonly Host[]): Host[] {
  const refined = refine(base, entries);
  const names = new Set(entries.map(({ name }) => name));
  return [...names].map((name) => refined.find((host) => host.name === name)!);
}

/** All hosts of the base, with the numbers of slots and the users that the entries say. */
function refine({ hosts, source }: HostBase, entries: readonly Host[]): Host[] {
  for (const { name } of entries)
    if (hosts.every((host) => host.name !== name))
      usage(
        `the host ${name} is not in ${source}, which has ${hosts.map((host) => host.name).join(", ")}; ` +
          "add it there, or leave it out",
      );
  return hosts.map((host) => {
    const own = entries.filter(({ name }) => name === host.name);
    const numbers = own.flatMap(({ slots }) => slots ?? []);
    const [gathered] = gatherHosts(withoutSlots([host, ...own]));
    const slots = numbers.length > 0 ? numbers.reduce((sum, number) => sum + number) : host.slots;
    return { ...withoutSlots([gathered])[0], ...(slots !== undefined && { slots }) };
  });
}

function withoutSlots(hosts: readonly Host[]): Host[] {
  return hosts.map(({ name, user }) => ({ name, ...(user !== undefined && { user }) }));
}

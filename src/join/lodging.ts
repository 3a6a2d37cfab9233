import { countProcessors } from "./processors.ts";
import type { Hello, MemoryOffer } from "./messages.ts";

/** Which ranks share a host, and what they share there. */
export interface Lodging {
  /** For each rank: a number for its host. */
  readonly hostOf: readonly number[];
  /** For each rank: processors of its host that the job may use. */
  readonly cores: readonly number[];
  /** For each rank: the memory of its host. */
  readonly memory: readonly (MemoryOffer | null)[];
}

/** From what all ranks said, in their order. */
export function lodge(hellos: readonly Hello[]): Lodging {
  const hosts = new Map<string, Hello[]>();
  // Where nobody knows, each rank has a host of its own.
  const nameOf = ({ node, rank }: Hello): string => (node === null ? `rank ${rank}` : `node ${node}`);
  for (const hello of hellos) {
    const guests = hosts.get(nameOf(hello));
    if (guests === undefined) hosts.set(nameOf(hello), [hello]);
    else guests.push(hello);
  }
  const names = [...hosts.keys()];
  const guestsOf = (hello: Hello): Hello[] => hosts.get(nameOf(hello))!;
  return {
    hostOf: hellos.map((hello) => names.indexOf(nameOf(hello))),
    cores: hellos.map((hello) => countProcessors(guestsOf(hello).map(({ processors }) => processors))),
    memory: hellos.map((hello) => guestsOf(hello).find(({ memory }) => memory !== null)?.memory ?? null),
  };
}

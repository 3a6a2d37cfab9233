import { usage } from "../usage.ts";
import type { RequestedProgram } from "./plan.ts";
import type { Room } from "./room.ts";

/** Takes a host out of `among` for the next rank. */
export type ChooseHost = (among: readonly number[]) => number;

/** The first whose turn it is. */
export function bySlot(room: Room): ChooseHost {
  return (among) => among[room.next(among, 0)];
}

/** The one behind the last choice, going round, whose turn it is. */
export function byNode(room: Room): ChooseHost {
  let last = -1;
  return (among) => {
    last = room.next(among, (last + 1) % among.length);
    return among[last];
  };
}

/** The first that has fewer than `most` ranks of the program; `there` are the hosts of its ranks that have a place already. */
export function byNumber(
  most: number,
  { program, count }: RequestedProgram,
  there: readonly number[],
): ChooseHost {
  const ranks = new Map<number, number>();
  const add = (host: number): number => {
    ranks.set(host, (ranks.get(host) ?? 0) + 1);
    return host;
  };
  there.forEach(add);
  return (among) => {
    const host = among.find((one) => (ranks.get(one) ?? 0) < most);
    if (host !== undefined) return add(host);
    const hosts = among.length === 1 ? "1 host" : `${among.length} hosts`;
    usage(
      `ppr:${most}:node has room for ${most * among.length} ranks of ${program} on ${hosts}, not for ${count}; ` +
        "start fewer, name more hosts, or raise the number",
    );
  };
}

import type { Placement } from "./placement.ts";

/** For people: which hosts have more ranks than slots, if any. */
export function overSlots({ hosts, processes }: Placement): string | undefined {
  const ranks = hosts.map(() => 0);
  for (const process of processes) ranks[process.host] += process.ranks.length;
  const over = hosts.flatMap(({ name, slots = Infinity }, i) =>
    ranks[i] > slots ? [`${name} has ${ranks[i]} for ${slots}`] : [],
  );
  if (over.length === 0) return undefined;
  return `more ranks than slots: ${over.join(", ")}; name more hosts or slots, or start fewer ranks`;
}

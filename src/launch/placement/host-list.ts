import { usage } from "../usage.ts";
import { parseHost } from "./host-name.ts";
import type { Host } from "./placement.ts";

/** The words of a list such as `a,b:4,user@c`. */
export function splitHostList(text: string): string[] {
  const words = text.split(",").map((word) => word.trim());
  if (words.includes("")) usage(`a host is missing in the list "${text}"; give such as a,b:4`);
  return words;
}

export function parseHosts(words: readonly string[]): Host[] {
  return words.map(parseHost);
}

/**
 * Each host once. One that is named several times has the slots of all. Hosts have no limit where none has a number and none
 * is named twice; otherwise a name without a number counts one slot.
 */
export function gatherHosts(entries: readonly Host[]): Host[] {
  const found = new Map<string, Host>();
  const distinct = new Set(entries.map(({ name }) => name)).size;
  const counted = distinct < entries.length || entries.some(({ slots }) => slots !== undefined);
  for (const { name, user, slots = 1 } of entries) {
    const before = found.get(name);
    const login = sameUser(name, before?.user, user);
    found.set(name, {
      name,
      ...(login !== undefined && { user: login }),
      ...(counted && { slots: slots + (before?.slots ?? 0) }),
    });
  }
  return [...found.values()];
}

function sameUser(host: string, one: string | undefined, other: string | undefined): string | undefined {
  if (one !== undefined && other !== undefined && one !== other)
    usage(`the host ${host} is named with the users ${one} and ${other}; decide for one`);
  return one ?? other;
}

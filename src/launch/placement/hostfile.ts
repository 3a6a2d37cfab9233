import { usage } from "../usage.ts";
import { gatherHosts } from "./host-list.ts";
import { parseHost, parseSlots } from "./host-name.ts";
import { readLines } from "./lines-of-file.ts";
import type { Host } from "./placement.ts";

/**
 * A host on each line: `name`, `name slots=4` as Open MPI writes it, `name:4` as MPICH does, with `user@` before it or not, an
 * IPv6 address in brackets. A host on several lines has the slots of all, as in the files of PBS. `#` begins a comment.
 */
export function parseHostfile(text: string, file: string): Host[] {
  const entries = readLines(text, file, parseLine);
  if (entries.length === 0) usage(`the hostfile ${file} names no host; write one on each line`);
  return gatherHosts(entries);
}

function parseLine(line: string): Host {
  const [word, ...settings] = line.split(/\s+/);
  const host = parseHost(word);
  if (settings.length === 0) return host;
  const slots = /^slots=(.*)$/.exec(settings[0]);
  if (slots === null || settings.length > 1)
    usage(`"${settings.join(" ")}" behind the host ${host.name} is not known; only slots=N can stand there`);
  if (host.slots !== undefined)
    usage(`the host ${host.name} has two numbers of slots; write only one of :N and slots=N`);
  return { ...host, slots: parseSlots(slots[1], line) };
}

import { usage } from "../usage.ts";
import { parseNumbers } from "./number-list.ts";
import { parseHost } from "./host-name.ts";
import { readLines } from "./lines-of-file.ts";
import type { Host } from "./placement.ts";
import type { PinnedRank } from "./plan.ts";

/** What a rankfile says. */
export interface Rankfile {
  readonly ranks: readonly PinnedRank[];
  /** The host of each line, with its user. */
  readonly hosts: readonly Host[];
}

/** Lines such as `rank 0=a slot=0-1` or `rank 1=user@b`, as Open MPI has them. `#` begins a comment. */
export function parseRankfile(text: string, file: string): Rankfile {
  const seen = new Set<number>();
  const lines = readLines(text, file, (line) => {
    const parsed = parseLine(line);
    const { rank } = parsed.pin;
    if (seen.has(rank)) usage(`rank ${rank} has a place already; give each rank one line`);
    seen.add(rank);
    return parsed;
  });
  return { ranks: lines.map(({ pin }) => pin), hosts: lines.map(({ host }) => host) };
}

function parseLine(line: string): { pin: PinnedRank; host: Host } {
  const [, rank, word, list] =
    /^rank\s+(\d{1,9})=(\S+)(?:\s+slots?=(.*))?$/.exec(line) ??
    usage(`"${line}" gives no rank a place; write such as: rank 0=a slot=0-1`);
  const host = parseHost(word);
  if (host.slots !== undefined)
    usage(`"${word}" has a number of slots; write processors behind it, such as slot=0-1`);
  const pin = { rank: Number(rank), host: host.name };
  if ((list as string | undefined) === undefined) return { pin, host };
  const cores =
    parseNumbers(list) ?? usage(`"${list}" is no list of processors; give numbers, such as 0-3,8`);
  return { pin: { ...pin, cores }, host };
}

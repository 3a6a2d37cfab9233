import { RanksError } from "../errors.ts";

/** No cluster has more; what asks for more is a mistake, and must not fill the memory. */
export const MOST_NODES = 100_000;

/** Names between commas; commas in brackets are part of a name. */
const ITEM = String.raw`(?:[^,[\]\s]|\[[^[\]]*\])+`;
const ITEMS = new RegExp(ITEM, "g");
const LIST = new RegExp(`^${ITEM}(,${ITEM})*$`);

/**
 * The nodes of a list as Slurm writes it: `n[001-003,7],gpu1,rack[1-2]n[1-2]` (`scontrol show hostnames`; slurm.conf(5), NodeName).
 * A range's numbers are as wide as its first.
 */
export function expandNodelist(list: string): string[] {
  if (!LIST.test(list)) broken(list);
  return list.match(ITEMS)!.flatMap((item) => expandItem(item, list));
}

/** `rack[1-2]n[1-2]`: the last brackets run fastest. */
function expandItem(item: string, list: string): string[] {
  // Plain text at even places, what stands in brackets at odd ones.
  return item.split(/[[\]]/).reduce<string[]>(
    (names, part, i) => {
      const endings = i % 2 === 0 ? [part] : part.split(",").flatMap((range) => expandRange(range, list));
      if (names.length * endings.length > MOST_NODES) broken(list);
      return names.flatMap((name) => endings.map((ending) => name + ending));
    },
    [""],
  );
}

function expandRange(range: string, list: string): string[] {
  if (!/^\d+(-\d+)?$/.test(range)) broken(list);
  const [first, last = first] = range.split("-");
  const from = Number(first);
  const count = Number(last) - from + 1;
  if (count < 1 || count > MOST_NODES) broken(list);
  return Array.from({ length: count }, (_, i) => String(from + i).padStart(first.length, "0"));
}

function broken(list: string): never {
  throw new RanksError(
    "ERR_RANKS_ENVIRONMENT",
    `"${list}" is not a list of nodes as Slurm writes it; \`scontrol show hostnames\` tells what Slurm makes of it`,
  );
}

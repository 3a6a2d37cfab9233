import { usage } from "../usage.ts";
import type { BindTo, MapBy } from "./plan.ts";

const PER_NODE = /^ppr:([1-9]\d{0,8}):node$/;

export function parseMapBy(text: string): MapBy {
  if (text === "slot" || text === "node" || PER_NODE.test(text)) return text as MapBy;
  usage(`ranks can't be mapped by "${text}"; take slot, node, or ppr:N:node for N on each host`);
}

/** The N of `ppr:N:node`. */
export function ranksPerNode(mapBy: MapBy): number | undefined {
  const found = PER_NODE.exec(mapBy);
  return found === null ? undefined : Number(found[1]);
}

export function parseBindTo(text: string): BindTo {
  if (text === "none" || text === "core") return text;
  usage(`ranks can't be bound to "${text}"; take none or core`);
}

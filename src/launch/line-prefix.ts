import { styleText } from "node:util";
import type { Writable } from "node:stream";
import { localTime } from "./local-time.ts";

const COLOURS = ["cyan", "yellow", "green", "magenta", "blue", "redBright"] as const;

export interface PrefixOptions {
  readonly tagOutput?: boolean;
  readonly timestamp?: boolean;
}

/**
 * What each line of a rank's output begins with now: the time, the rank. The rank has a colour where the output goes to a
 * terminal that has them, and NO_COLOR is not set. Output of no single rank has none.
 */
export function prefixFor(
  rank: number | undefined,
  { tagOutput = false, timestamp = false }: PrefixOptions,
  stream: Writable,
): () => string {
  const tag = tagOutput && rank !== undefined ? `${colored(rank, stream)} ` : "";
  return timestamp ? () => `${localTime(new Date())} ${tag}` : () => tag;
}

function colored(rank: number, stream: Writable): string {
  return styleText(COLOURS[rank % COLOURS.length], `[${rank}]`, { stream });
}

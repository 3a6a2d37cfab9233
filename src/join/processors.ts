import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** The processors that this process may use, as Linux writes it: "0-3,8". */
export function ownProcessors(): string {
  try {
    const match = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(readFileSync("/proc/self/status", "latin1"));
    if (match !== null) return match[1];
  } catch {
    // Not Linux.
  }
  return `0-${availableParallelism() - 1}`;
}

/** How many processors these processes of one host have together: an engine may have given each its own. */
export function countProcessors(lists: readonly string[]): number {
  const all = new Set<number>();
  for (const part of lists.join(",").split(",")) {
    const [first, last = first] = part.split("-").map(Number);
    for (let processor = first; processor <= Math.min(last, first + 4096); processor++) all.add(processor);
  }
  return Math.max(1, all.size);
}

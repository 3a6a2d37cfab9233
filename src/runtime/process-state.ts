import type { ProcessState } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import { WaitSlot } from "../memory/wait-slot.ts";
import type { ProcessMemory } from "./process-memory.ts";

/** What this process is doing, as any of its threads can tell. */
export function processState(spec: JobSpecification, memory: ProcessMemory): ProcessState {
  const { user, system } = process.cpuUsage();
  return {
    pid: process.pid,
    upMs: 1000 * process.uptime(),
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    ranks: spec.ranks.map((rank, index) => ({ rank, waitsFor: new WaitSlot(memory.waits, index).read() })),
  };
}

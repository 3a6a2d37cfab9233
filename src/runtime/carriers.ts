import type { JobSpecification } from "../job/specification.ts";

/** What carries the messages between two ranks of a job. */
export type Carrier = "threads" | "shm" | "pump";

/** The nearest way between two ranks: the memory of their process, that of their host, or ZeroMQ. */
export function carrierBetween(spec: JobSpecification, a: number, b: number): Carrier {
  if (spec.processOf[a] === spec.processOf[b]) return "threads";
  const near = spec.hostOf[a] === spec.hostOf[b] && spec.memory !== undefined;
  return near ? "shm" : "pump";
}

/** Whether this process needs a pump. */
export function needsPump(spec: JobSpecification): boolean {
  const [here] = spec.ranks;
  return spec.processOf.some((_, rank) => carrierBetween(spec, here, rank) === "pump");
}

/** The ranks of this process's host, in the order of their endpoints in its memory, where it has one. */
export function ranksOfHost(spec: JobSpecification): number[] {
  const host = spec.hostOf[spec.ranks[0]];
  return [...spec.hostOf.keys()].filter((rank) => spec.hostOf[rank] === host);
}

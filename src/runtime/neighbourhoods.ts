import type { Doorbell } from "../memory/doorbell.ts";
import { Landings } from "../memory/landings.ts";
import { layout } from "../memory/layout.ts";
import { mappedMemory, threadMemory } from "../memory/memory.ts";
import type { Memory } from "../memory/memory.ts";
import { native } from "../memory/native.ts";
import { doorbellsIn } from "../transport/ring-transport.ts";
import type { Neighbourhood } from "../transport/ring-transport.ts";
import { carrierBetween, needsPump, ranksOfHost } from "./carriers.ts";
import type { JobSpecification } from "../job/specification.ts";
import { processLayout } from "./process-memory.ts";
import type { ProcessMemory } from "./process-memory.ts";

/**
 * A rank has one doorbell, whoever writes to it: in the memory of its host where there is one, in that of its process
 * otherwise. So it can sleep on all its rings at once.
 */
interface Regions {
  readonly process: Memory;
  readonly host: Memory | undefined;
  readonly landings: Landings | undefined;
}

function mapRegions(spec: JobSpecification, memory: ProcessMemory): Regions {
  const { memory: shared } = spec;
  return {
    process: threadMemory(memory.region),
    host: shared === undefined ? undefined : mappedMemory(shared.fd, shared.bytes),
    landings: memory.landings && new Landings(memory.landings),
  };
}

/** The doorbell of each rank of this process, in order. */
function bellsOfRanks(spec: JobSpecification, { process, host }: Regions): Doorbell[] {
  if (host === undefined) return doorbellsIn(process, processLayout(spec)).slice(0, spec.ranks.length);
  const neighbours = ranksOfHost(spec);
  const bells = doorbellsIn(host, layout(neighbours.length));
  return spec.ranks.map((rank) => bells[neighbours.indexOf(rank)]);
}

export function rankDoorbells(spec: JobSpecification, memory: ProcessMemory): Doorbell[] {
  return bellsOfRanks(spec, mapRegions(spec, memory));
}

/** The rings between the ranks of this process and its pump, as the pump (the last endpoint) sees them. */
export function pumpNeighbourhood(spec: JobSpecification, memory: ProcessMemory): Neighbourhood {
  return processNeighbourhood(spec, mapRegions(spec, memory), spec.ranks.length);
}

/** All regions that `rank` takes part in, the nearest first. */
export function neighbourhoodsOf(
  spec: JobSpecification,
  memory: ProcessMemory,
  rank: number,
): Neighbourhood[] {
  const regions = mapRegions(spec, memory);
  const found: Neighbourhood[] = [];
  const hostOnly = regions.host !== undefined && spec.ranks.length === 1 && !needsPump(spec);
  if (!hostOnly) found.push(processNeighbourhood(spec, regions, spec.ranks.indexOf(rank)));
  if (regions.host !== undefined) found.push(hostNeighbourhood(spec, regions.host, rank));
  return found;
}

/** Longer arrays are faster read where they lie than copied into a ring and out of it again: 16 KiB in half of the time. */
const THREADS_EAGER = 6 << 10;

function processNeighbourhood(spec: JobSpecification, regions: Regions, endpoint: number): Neighbourhood {
  const plan = processLayout(spec);
  const pump = spec.ranks.length;
  const endpointOf = spec.processOf.map((_, other) => {
    const carrier = carrierBetween(spec, spec.ranks[0], other);
    if (carrier === "threads") return spec.ranks.indexOf(other);
    return carrier === "pump" ? pump : undefined;
  });
  const own = doorbellsIn(regions.process, plan);
  const doorbells = [...bellsOfRanks(spec, regions), ...own.slice(pump)];
  const direct = (other: number): boolean => native !== undefined && other < pump;
  const { ranks } = spec;
  const eager = native === undefined ? undefined : THREADS_EAGER;
  const { process: memory, landings } = regions;
  return { memory, layout: plan, endpoint, endpointOf, ranks, doorbells, direct, eager, landings };
}

function hostNeighbourhood(spec: JobSpecification, memory: Memory, rank: number): Neighbourhood {
  const neighbours = ranksOfHost(spec);
  const plan = layout(neighbours.length);
  const endpointOf = spec.processOf.map((_, other) => {
    const endpoint = neighbours.indexOf(other);
    return endpoint < 0 || carrierBetween(spec, rank, other) !== "shm" ? undefined : endpoint;
  });
  return {
    memory,
    layout: plan,
    endpoint: neighbours.indexOf(rank),
    endpointOf,
    ranks: neighbours,
    doorbells: doorbellsIn(memory, plan),
    direct: () => true,
  };
}

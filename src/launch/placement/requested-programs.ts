import { usage } from "../usage.ts";
import { parseHosts } from "./host-list.ts";
import { ranksPerNode } from "./map-by.ts";
import type { PinnedRank, PlanProgram, PlanRequest, RequestedProgram } from "./plan.ts";

/** Rank numbers travel in 16 bits. */
const LARGEST_WORLD = 65_535;

type Surroundings = Pick<PlanRequest, "hosts" | "mapBy" | "ranks">;

/** The programs of a plan, each with its number of ranks. */
export function requestedPrograms(
  programs: readonly PlanProgram[],
  surroundings: Surroundings,
): RequestedProgram[] {
  const requested = programs.map(({ program, argv = [], env = {}, hosts, count }) => {
    const names = hosts && [...new Set(parseHosts(hosts).map(({ name }) => name))];
    const pinned = names && { hosts: names };
    return {
      program: String(program),
      argv,
      env,
      count: count ?? usualCount(programs.length, names, surroundings),
      ...pinned,
    };
  });
  const size = requested.reduce((sum, { count }) => sum + count, 0);
  if (size > LARGEST_WORLD) usage(`a job has at most ${LARGEST_WORLD} ranks, not ${size}; give fewer`);
  checkPins(requested, surroundings.ranks, size);
  return requested;
}

function usualCount(
  programs: number,
  names: readonly string[] | undefined,
  { hosts, mapBy, ranks }: Surroundings,
): number {
  const among = hosts.filter(({ name }) => names?.includes(name) ?? true);
  const perNode = ranksPerNode(mapBy);
  if (perNode !== undefined) return perNode * among.length;
  if (programs > 1) return 1;
  if (ranks.length > 0) return 1 + ranks.reduce((most, { rank }) => Math.max(most, rank), 0);
  return among.reduce((sum, { slots = 1 }) => sum + slots, 0);
}

function checkPins(programs: readonly RequestedProgram[], ranks: readonly PinnedRank[], size: number): void {
  const programOf = programs.flatMap((program) => new Array<RequestedProgram>(program.count).fill(program));
  const seen = new Set<number>();
  for (const { rank, host } of ranks) {
    if (rank >= size)
      usage(
        `rank ${rank} has a place of its own, but the job has ranks 0 to ${size - 1}; correct one of both`,
      );
    if (seen.has(rank)) usage(`rank ${rank} has two places; give it one`);
    seen.add(rank);
    const { hosts: names, program } = programOf[rank];
    if (names?.includes(host) === false)
      usage(
        `rank ${rank} has its place on ${host}, but its program ${program} on ${names.join(", ")}; correct one of both`,
      );
  }
}

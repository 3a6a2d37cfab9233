import { usage } from "../usage.ts";
import { availableHosts } from "./available-hosts.ts";
import type { HostBase } from "./available-hosts.ts";
import { checkPlacement } from "./check-placement.ts";
import { checkPlan } from "./check-plan.ts";
import { parseHosts } from "./host-list.ts";
import { parseHostfile } from "./hostfile.ts";
import { readText } from "./lines-of-file.ts";
import { overSlots } from "./over-slots.ts";
import { place } from "./place.ts";
import type { HostOptions, PlacementOptions, ProgramOptions } from "./placement-options.ts";
import type { Host, Placement } from "./placement.ts";
import type { Plan, PlannedProgram, Planner, PlanRequest } from "./plan.ts";
import { parseRankfile } from "./rankfile.ts";
import type { Rankfile } from "./rankfile.ts";
import { requestedPrograms } from "./requested-programs.ts";

/** Where all ranks of a job run, and what. */
export interface ResolvedPlacement {
  readonly size: number;
  readonly placement: Placement;
  /** By the programs' numbers in the placement. */
  readonly programs: readonly PlannedProgram[];
  /** For people. */
  readonly warnings: readonly string[];
}

/** Makes a placement of what somebody asked for. `allocated` are the hosts that a scheduler has given, if any. */
export function resolvePlacement(options: PlacementOptions, allocated?: readonly Host[]): ResolvedPlacement {
  const request = requestOf(options, allocated);
  const { programs } = request;
  const planner = typeof options.plan === "function" ? options.plan : place;
  const placement = planner(request);
  checkPlacement(placement, programs);
  const warning = overSlots(placement);
  return {
    size: programs.reduce((sum, { count }) => sum + count, 0),
    placement,
    programs: programs.map(({ program, argv, env }) => ({ program, argv, env })),
    warnings: warning === undefined ? [] : [warning],
  };
}

function requestOf(options: PlacementOptions, allocated: readonly Host[] | undefined): PlanRequest {
  const plan = planOf(options);
  const rankfile = rankfileOf(options, plan);
  const hosts = availableHosts({
    base: baseOf(options, allocated),
    chosen: plan.hosts && parseHosts(plan.hosts),
    ofPrograms: plan.programs.flatMap((program) => parseHosts(program.hosts ?? [])),
    ofRanks: rankfile.hosts,
  });
  const { mapBy = "slot", bindTo = "none", ranksPerProcess = 1 } = plan;
  const { ranks } = rankfile;
  return {
    programs: requestedPrograms(plan.programs, { hosts, mapBy, ranks }),
    hosts,
    mapBy,
    ranks,
    ranksPerProcess: options.threads ? Infinity : ranksPerProcess,
    bindTo,
  };
}

/** Programs in JavaScript may pass what the types of the options rule out. */
type Unchecked = HostOptions & Partial<Omit<ProgramOptions, "plan">> & { readonly plan?: Plan | Planner };

function planOf(options: Unchecked): Plan {
  const { plan, size, program, argv, hosts, mapBy, ranksPerProcess, bindTo, threads } = options;
  const own = {
    ...(hosts && { hosts }),
    ...(mapBy !== undefined && { mapBy }),
    ...(ranksPerProcess !== undefined && { ranksPerProcess }),
    ...(bindTo !== undefined && { bindTo }),
  };
  if (threads && ranksPerProcess !== undefined)
    usage("all ranks as threads of one process, or some in each: only one can be; leave out one of both");
  if (typeof plan === "object") {
    if (size !== undefined || program !== undefined || argv !== undefined)
      usage(
        "a plan says which programs run, with which arguments, as how many ranks; leave out those beside it",
      );
    return checkPlan({ ...plan, ...own }, "the plan");
  }
  if (program === undefined) usage("there is no program; name the one that every rank shall run");
  const only = { program, ...(argv && { argv }), ...(size !== undefined && { count: size }) };
  return checkPlan({ programs: [only], ...own }, "the options");
}

function baseOf(
  { hostfile }: PlacementOptions,
  allocated: readonly Host[] | undefined,
): HostBase | undefined {
  if (hostfile !== undefined)
    return {
      hosts: parseHostfile(readText(hostfile, "hostfile"), hostfile),
      source: `the hostfile ${hostfile}`,
    };
  return allocated && { hosts: allocated, source: "the allocation" };
}

function rankfileOf({ rankfile }: PlacementOptions, { ranks = [] }: Plan): Rankfile {
  if (rankfile !== undefined) return parseRankfile(readText(rankfile, "rankfile"), rankfile);
  return { ranks, hosts: ranks.map(({ host }) => ({ name: host })) };
}

import { assignHosts } from "./assign-hosts.ts";
import { bindProcesses } from "./bind-processes.ts";
import { groupRanks } from "./group-ranks.ts";
import type { Placement } from "./placement.ts";
import type { PlanRequest } from "./plan.ts";

/** This package's own planner. Nothing of it depends on what the hosts are like. */
export function place(request: PlanRequest): Placement {
  const programOf = request.programs.flatMap(({ count }, program) => new Array<number>(count).fill(program));
  const hostOf = assignHosts(request, programOf);
  const processes = bindProcesses(groupRanks(hostOf, programOf, request.ranksPerProcess), request);
  const withRanks = new Set(hostOf);
  const used = [...request.hosts.keys()].filter((host) => withRanks.has(host));
  return {
    hosts: used.map((host) => request.hosts[host]),
    processes: processes.map((process) => ({ ...process, host: used.indexOf(process.host) })),
  };
}

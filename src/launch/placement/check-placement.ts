import { usage } from "../usage.ts";
import { checkHost } from "./host-name.ts";
import type { PlacedProcess, Placement } from "./placement.ts";
import type { RequestedProgram } from "./plan.ts";

/** A placement that somebody made must be one: for it to be mended would take guessing what was meant. */
export function checkPlacement(placement: Placement, programs: readonly RequestedProgram[]): void {
  const lists = placement as Partial<Placement> | undefined;
  if (!Array.isArray(lists?.hosts) || !Array.isArray(lists.processes))
    wrong("has no lists of hosts and processes");
  const { hosts, processes } = placement;
  hosts.forEach((host, i) => {
    checkHost(host);
    if (hosts.findIndex(({ name }) => name === host.name) < i) wrong(`names the host ${host.name} twice`);
  });
  const size = programs.reduce((sum, { count }) => sum + count, 0);
  const ranks = programs.map(() => 0);
  const placed = new Set<number>();
  processes.forEach((process, i) => {
    checkProcess(process, i, hosts.length, programs.length);
    for (const rank of process.ranks) {
      if (!isIndex(rank, size)) wrong(`has a rank ${rank}, where ranks are 0 to ${size - 1}`);
      if (placed.has(rank)) wrong(`has rank ${rank} twice`);
      placed.add(rank);
      ranks[process.program]++;
    }
  });
  const used = new Set(processes.map(({ host }) => host));
  hosts.forEach(({ name }, i) => {
    if (!used.has(i)) wrong(`gives the host ${name} no process`);
  });
  programs.forEach(({ program, count }, i) => {
    if (ranks[i] !== count) wrong(`has ${ranks[i]} ranks of ${program}, where ${count} were asked for`);
  });
}

function checkProcess(
  { host, program, ranks, cores }: PlacedProcess,
  process: number,
  hosts: number,
  programs: number,
): void {
  const name = `processes[${process}]`;
  if (!isIndex(host, hosts)) wrong(`has ${name}.host ${host}, where there are hosts 0 to ${hosts - 1}`);
  if (!isIndex(program, programs))
    wrong(`has ${name}.program ${program}, where there are programs 0 to ${programs - 1}`);
  if (ranks.length === 0) wrong(`has no ranks in ${name}`);
  if (ranks.some((rank, i) => i > 0 && rank <= ranks[i - 1]))
    wrong(`has ranks in ${name} that do not ascend`);
  if (cores !== undefined && (cores.length === 0 || !cores.every((core) => isIndex(core, Infinity))))
    wrong(`has ${name}.cores [${cores.join(", ")}], which are no processors`);
}

function isIndex(value: number, end: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < end;
}

function wrong(what: string): never {
  usage(`the placement ${what}; correct the function that made it`);
}

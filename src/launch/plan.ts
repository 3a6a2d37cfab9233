import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Network, TransportName } from "../job/specification.ts";
import type { HostTask } from "./host/host-task.ts";
import type { LaunchOptions } from "./options.ts";
import type { Placement } from "./placement/placement.ts";

/** What the ranks of a job have in common, and which programs they run. */
export interface JobPlan {
  readonly size: number;
  readonly placement: Placement;
  /** By the programs' numbers in the placement. */
  readonly programs: readonly PlannedProgram[];
  readonly transport: TransportName;
  readonly threads: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: number | null;
}

export interface PlannedProgram {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The part of each host, in the order of the placement. `networks`: of each host, where there are several. */
export function planHosts(plan: JobPlan, networks: readonly Network[] | undefined): HostTask[] {
  const { size, placement, programs, transport, threads, cwd, env, stdin } = plan;
  const processOf = new Array<number>(size);
  const hostOf = new Array<number>(size);
  placement.processes.forEach(({ host, ranks }, process) => {
    for (const rank of ranks) {
      processOf[rank] = process;
      hostOf[rank] = host;
    }
  });
  const job = {
    job: `${process.pid}-${randomBytes(4).toString("hex")}`,
    token: randomBytes(16).toString("hex"),
    size,
    transport,
    processOf,
    hostOf,
  };
  return placement.hosts.map((_, host) => ({
    job,
    ...(networks && { network: networks[host] }),
    cwd,
    env,
    stdin,
    processes: [...placement.processes.entries()]
      .filter(([, process]) => process.host === host)
      .map(([process, { ranks, program, cores }]) => ({
        process,
        ranks,
        threads: threads || ranks.length > 1,
        ...programs[program],
        ...(cores && { cores }),
      })),
  }));
}

/** What the options come to. */
export function resolvePlan(options: LaunchOptions): JobPlan {
  const { size, program, argv = [], threads = false, transport = "auto", env = {}, stdin = null } = options;
  const ranks = [...Array(size).keys()];
  const hosts = options.hosts ?? [{ name: "localhost" }];
  const processes = threads
    ? [{ host: 0, program: 0, ranks }]
    : ranks.map((rank) => ({ host: rank % hosts.length, program: 0, ranks: [rank] }));
  return {
    size,
    placement: { hosts, processes },
    programs: [{ program: String(program), argv, env: {} }],
    transport,
    threads,
    cwd: path.resolve(options.cwd ?? "."),
    env,
    stdin,
  };
}

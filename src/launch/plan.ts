import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Allocation, RemoteCommand } from "../engines/allocation.ts";
import { detectAllocation } from "../engines/detect-allocation.ts";
import type { Network, TransportName } from "../job/specification.ts";
import type { HostTask } from "./host/host-task.ts";
import type { LaunchOptions } from "./options.ts";
import type { Placement } from "./placement/placement.ts";
import type { PlannedProgram } from "./placement/plan.ts";
import { resolvePlacement } from "./placement/resolve-placement.ts";
import { usage } from "./usage.ts";

/** What the ranks of a job have in common, and which programs they run. */
export interface JobPlan {
  /** Its id. */
  readonly job: string;
  readonly size: number;
  readonly placement: Placement;
  /** By the programs' numbers in the placement. */
  readonly programs: readonly PlannedProgram[];
  readonly transport: TransportName;
  readonly threads: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: number | null;
  /** For people: what is doubtful about it. */
  readonly warnings: readonly string[];
  readonly mergeStderr: boolean;
  /** How a batch system that gave the hosts starts programs there. */
  readonly remote?: RemoteCommand;
}

/** The part of each host, in the order of the placement. `networks`: of each host, where there are several. */
export function planHosts(plan: JobPlan, networks: readonly Network[] | undefined): HostTask[] {
  const { job: id, size, placement, programs, transport, threads, cwd, env, stdin, mergeStderr } = plan;
  const processOf = new Array<number>(size);
  const hostOf = new Array<number>(size);
  placement.processes.forEach(({ host, ranks }, process) => {
    for (const rank of ranks) {
      processOf[rank] = process;
      hostOf[rank] = host;
    }
  });
  const job = {
    job: id,
    token: randomBytes(16).toString("hex"),
    size,
    transport,
    processOf,
    hostOf,
    mergeStderr,
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
  const { threads = false, transport = "auto", env = {}, stdin = null, mergeStderr = false } = options;
  const allocation = options.hostfile === undefined ? allocated() : undefined;
  const resolved = resolvePlacement(options, allocation?.hosts);
  const { size, placement } = resolved;
  if (stdin !== null && !(Number.isSafeInteger(stdin) && stdin >= 0 && stdin < size))
    usage(`rank ${stdin} cannot read the standard input; the job has ranks 0 to ${size - 1}`);
  if (transport === "threads" && placement.processes.length > 1)
    usage(
      `ranks of ${placement.processes.length} processes do not talk over "threads"; leave out the transport`,
    );
  if (placement.hosts.length > 1 && transport !== "auto" && transport !== "zmq")
    usage(`ranks of different hosts do not talk over ${transport}; leave out the transport, or take zmq`);
  const job = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const cwd = path.resolve(options.cwd ?? ".");
  const remote = allocation?.remote;
  return { ...resolved, job, transport, threads, cwd, env, stdin, mergeStderr, ...(remote && { remote }) };
}

function allocated(): Allocation | undefined {
  return detectAllocation(process.env, (file) => readFileSync(file, "utf8"));
}

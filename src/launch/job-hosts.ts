import os from "node:os";
import { isatty } from "node:tty";
import { Hosts } from "./agent/hosts.ts";
import type { HostsOptions } from "./agent/hosts.ts";
import { shellFrom } from "./agent/remote-shell.ts";
import { HostPart } from "./host/start-host.ts";
import type { Member, MemberListener } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import { planHosts } from "./plan.ts";
import type { JobPlan } from "./plan.ts";
import type { Host } from "./placement/placement.ts";

export interface JobListener extends MemberListener {
  /** A process is there; it may have ended already. */
  onAdded(member: Member): void;
  /** The job can go on, but slower. */
  onWarning(text: string): void;
}

/** The host or hosts of a job. */
export interface JobHosts {
  /** What carries the messages, for people. */
  readonly carrier: string;
  /** Complete when the listener has heard of every process. */
  start(): Promise<void>;
  /** To be called when all processes are gone, or shall go. */
  release(): Promise<void>;
}

export const START_TIMEOUT_MS = 30_000;
const PEER_TIMEOUT_MS = 10_000;
const SSH = ["ssh"];

export function hostsOf(
  plan: JobPlan,
  options: LaunchOptions,
  signal: AbortSignal,
  listener: JobListener,
): JobHosts {
  const { hosts } = plan.placement;
  if (hosts.length === 1 && isHere(hosts[0])) return new ThisHost(plan, listener);
  const {
    rsh,
    iface,
    insecure = false,
    startTimeoutMs = START_TIMEOUT_MS,
    peerTimeoutMs = PEER_TIMEOUT_MS,
  } = options;
  const own = rsh === undefined ? plan.remote : undefined;
  const shell = own ?? shellFrom(rsh ?? SSH, { startTimeoutMs, silenceMs: peerTimeoutMs });
  return new ManyHosts(
    plan,
    {
      hosts,
      remote: (host) => (own === undefined && isHere(host) ? undefined : shell),
      iface,
      encrypt: !insecure,
      startTimeoutMs,
      silenceMs: peerTimeoutMs,
      signal,
    },
    listener,
  );
}

/** Whether that is the host of this process, so that nothing need be started elsewhere. */
export function isHere({ name, user }: Host): boolean {
  if (user !== undefined) return false;
  const addresses = Object.values(os.networkInterfaces()).flatMap((all = []) =>
    all.map(({ address }) => address),
  );
  return name === "localhost" || name === os.hostname() || addresses.includes(name);
}

/** A job on the host of this process: its processes are this process's children. */
export class ThisHost implements JobHosts {
  readonly #plan: JobPlan;
  readonly #listener: JobListener;
  #part: HostPart | undefined;

  constructor(plan: JobPlan, listener: JobListener) {
    this.#plan = plan;
    this.#listener = listener;
  }

  get carrier(): string {
    const { transport, placement } = this.#plan;
    if (transport !== "auto") return transport;
    if (placement.processes.length === 1) return "threads";
    return this.#part?.carriers.memory ? "shm" : "ipc";
  }

  start(): Promise<void> {
    const [task] = planHosts(this.#plan, undefined);
    warnOfSharing(task.job.size, os.availableParallelism(), "", this.#listener);
    this.#part = new HostPart(task, (text) => this.#listener.onWarning(text));
    // A terminal cannot be handed on: only the launcher's session may read it.
    this.#part.start(isatty(0) ? "pipe" : 0, this.#listener, (member) => this.#listener.onAdded(member));
    return Promise.resolve();
  }

  release(): Promise<void> {
    this.#part?.release();
    return Promise.resolve();
  }
}

/** A job on hosts that an agent is started on. */
export class ManyHosts implements JobHosts {
  readonly #plan: JobPlan;
  readonly #listener: JobListener;
  readonly #hosts: Hosts;
  #expected: number;
  #allAdded: () => void = () => undefined;

  constructor(plan: JobPlan, options: HostsOptions, listener: JobListener) {
    this.#plan = plan;
    this.#listener = listener;
    this.#expected = plan.placement.processes.length;
    this.#hosts = new Hosts(options, {
      onReport: (member, report) => listener.onReport(member, report),
      onExit: (member, end) => listener.onExit(member, end),
      onWarning: (text) => listener.onWarning(text),
      onAdded: (member) => {
        listener.onAdded(member);
        if (--this.#expected === 0) this.#allAdded();
      },
    });
  }

  get carrier(): string {
    const { hosts } = this.#plan.placement;
    const near = this.#plan.transport === "zmq" ? "" : "shm within a host, ";
    return hosts.length === 1 ? this.#plan.transport : `${near}zmq between hosts`;
  }

  async start(): Promise<void> {
    const networks = await this.#hosts.connect();
    if (networks.length > 1 && networks.some(({ encrypt }) => !encrypt))
      this.#listener.onWarning(
        "--insecure: what goes between the hosts is not encrypted, and their ports are open to whoever reaches them",
      );
    const tasks = planHosts(this.#plan, networks.length > 1 ? networks : undefined);
    const { hosts } = this.#plan.placement;
    tasks.forEach(({ processes }, i) => {
      const ranks = processes.reduce((sum, process) => sum + process.ranks.length, 0);
      warnOfSharing(ranks, this.#hosts.cores[i], `host ${hosts[i].name}: `, this.#listener);
    });
    const added = new Promise<void>((resolve) => (this.#allAdded = resolve));
    await this.#hosts.start(tasks);
    await added;
  }

  async release(): Promise<void> {
    await this.#hosts.close();
  }
}

function warnOfSharing(ranks: number, cores: number, where: string, listener: JobListener): void {
  if (ranks > cores)
    listener.onWarning(`${where}${ranks} ranks on ${cores} processors: they take turns, which is slower`);
}

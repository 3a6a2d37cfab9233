import { readFileSync } from "node:fs";
import pLimit from "p-limit";
import type { RemoteCommand } from "../../engines/allocation.ts";
import { RanksError } from "../../errors.ts";
import type { Network } from "../../job/specification.ts";
import type { HostTask } from "../host/host-task.ts";
import type { Host } from "../placement/placement.ts";
import { addressOf } from "./address.ts";
import { AgentLink } from "./agent-link.ts";
import type { AgentListener } from "./agent-link.ts";

/** Connections that are being made at the same moment: a front end that thousands log in to at once refuses some. */
const CONNECTING = 32;

export interface HostsOptions {
  readonly hosts: readonly Host[];
  /** How to start a command on a host; undefined for the launcher's own. */
  readonly remote: (host: Host) => RemoteCommand | undefined;
  readonly iface: string | undefined;
  readonly encrypt: boolean;
  readonly startTimeoutMs: number;
  readonly silenceMs: number;
  /** Stops waiting for hosts. */
  readonly signal: AbortSignal;
}

/** The hosts of a job, each with an agent. */
export class Hosts {
  readonly #options: HostsOptions;
  readonly #links: AgentLink[] = [];
  readonly #listener: AgentListener;

  constructor(options: HostsOptions, listener: AgentListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Processors of each host; known once `connect` is complete. */
  cores: readonly number[] = [];

  /**
   * Starts an agent on each host. Gives how each is reached by the others.
   *
   * @throws RanksError ERR_RANKS_LAUNCH that names each host which is not there, and why. No agent is left then.
   */
  async connect(): Promise<Network[]> {
    const { hosts, remote, startTimeoutMs, signal, silenceMs, encrypt, iface } = this.#options;
    const limit = pLimit(CONNECTING);
    const { version } = JSON.parse(
      readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
    ) as { version: string };
    const out = AbortSignal.any([signal, AbortSignal.timeout(startTimeoutMs)]);
    const connecting = hosts.map((host) =>
      limit(async () => {
        out.throwIfAborted();
        const link = new AgentLink(host, remote(host), version, this.#listener);
        this.#links.push(link);
        return { name: host.name, facts: await before(out, link.facts) };
      }),
    );
    const outcomes = await Promise.allSettled(connecting);
    signal.throwIfAborted();
    this.#refuse(outcomes);
    for (const link of this.#links) link.beat(silenceMs);
    const there = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    this.cores = there.map(({ facts }) => facts.cores);
    return there.map((host) => ({ address: addressOf(host, there, iface), encrypt, silenceMs }));
  }

  /** Each host starts its part, once all are ready for that; the listener hears of the processes. Throws as `connect` does. */
  async start(tasks: readonly HostTask[]): Promise<void> {
    const { signal, startTimeoutMs } = this.#options;
    const out = AbortSignal.any([signal, AbortSignal.timeout(startTimeoutMs)]);
    const preparing = tasks.map((task, i) => before(out, this.#links[i].prepare(task)));
    const outcomes = await Promise.allSettled(preparing);
    signal.throwIfAborted();
    this.#refuse(outcomes);
    for (const link of this.#links) link.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }

  #refuse(outcomes: readonly PromiseSettledResult<unknown>[]): void {
    const { hosts, startTimeoutMs } = this.#options;
    const why = outcomes.flatMap((outcome, i) => {
      if (outcome.status === "fulfilled") return [];
      const error = outcome.reason as Error;
      if (error.name !== "TimeoutError") return [error.message];
      return [
        `host ${hosts[i].name}: there was no answer within ${startTimeoutMs / 1000} s (--start-timeout)`,
      ];
    });
    if (why.length === 0) return;
    const count = `${why.length} of ${hosts.length} hosts`;
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `${count} can't take part; try the command by hand, or leave them out\n  ${why.join("\n  ")}`,
    );
  }
}

/** The promise's outcome, unless the signal comes first. */
function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

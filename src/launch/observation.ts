import type { ProcessState } from "../job/messages.ts";
import type { ProcessSnapshot } from "./registry/protocol.ts";

/** What a process of a job does; null where it does not say. */
export interface Observation {
  /** Null for the launcher's own. */
  readonly host: string | null;
  readonly pid: number | null;
  /** Of one processor. */
  readonly cpuPercent: number | null;
  readonly rssBytes: number | null;
  readonly ranks: ProcessState["ranks"];
}

/** Sees how busy processes are, from what they say of themselves one time and the next. */
export class Observer {
  readonly #before = new Map<string, ProcessState>();

  /** The processor's time counts since the last look at this process, or else since its start. */
  observe({ host, pid, ranks, state }: ProcessSnapshot): Observation {
    if (state === null) {
      const unknown = ranks.map((rank) => ({ rank, waitsFor: null }));
      return { host, pid, cpuPercent: null, rssBytes: null, ranks: unknown };
    }
    const key = `${host} ${pid}`;
    const before = this.#before.get(key) ?? { cpuMs: 0, upMs: 0 };
    this.#before.set(key, state);
    const ms = state.upMs - before.upMs;
    const cpuPercent = ms > 0 ? (100 * (state.cpuMs - before.cpuMs)) / ms : 0;
    return { host, pid, cpuPercent, rssBytes: state.rssBytes, ranks: state.ranks };
  }
}

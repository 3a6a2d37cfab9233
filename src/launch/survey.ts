import type { ProcessState } from "../job/messages.ts";
import type { Member } from "./member.ts";

/** What a process was doing when it was asked; undefined where it did not say in time. */
export interface Finding {
  readonly member: Member;
  readonly state: ProcessState | undefined;
}

interface Round {
  readonly states: Map<Member, ProcessState>;
  /** Who may still answer. */
  readonly open: Set<Member>;
  readonly end: () => void;
}

/** Asks the processes of a job what they are doing. */
export class Survey {
  readonly #running: () => readonly Member[];
  readonly #rounds = new Set<Round>();

  constructor(running: () => readonly Member[]) {
    this.#running = running;
  }

  /** Complete when every process that runs has answered or ended, or after `limitMs`. */
  ask(limitMs: number): Promise<Finding[]> {
    const asked = [...this.#running()].sort((a, b) => a.process - b.process);
    const states = new Map<Member, ProcessState>();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#rounds.delete(round);
        resolve(asked.map((member) => ({ member, state: states.get(member) })));
      };
      const timer = setTimeout(end, limitMs);
      const round: Round = { states, open: new Set(asked), end };
      this.#rounds.add(round);
      for (const member of asked) member.tell({ type: "ask" });
      if (asked.length === 0) end();
    });
  }

  answered(member: Member, state: ProcessState): void {
    for (const round of this.#rounds) {
      round.states.set(member, state);
      this.#close(round, member);
    }
  }

  ended(member: Member): void {
    for (const round of this.#rounds) this.#close(round, member);
  }

  #close(round: Round, member: Member): void {
    if (round.open.delete(member) && round.open.size === 0) round.end();
  }
}

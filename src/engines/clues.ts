import { RanksError } from "../errors.ts";
import type { Engine } from "./engine.ts";

export type Environment = Readonly<Partial<Record<string, string>>>;

/** What one engine's variables say about a program. An empty variable counts as absent. */
export class Clues {
  readonly env: Environment;
  readonly #engine: Engine;
  readonly #allSigns: readonly string[];

  /** `allSigns` are those of every engine: without them a program is one of its own. */
  constructor(env: Environment, engine: Engine, allSigns: readonly string[]) {
    this.env = env;
    this.#engine = engine;
    this.#allSigns = allSigns;
  }

  text(name: string): string | undefined {
    return this.env[name] === "" ? undefined : this.env[name];
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** A whole number, 0 or more. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
      this.refuse(`${name}=${text} is not a whole number, so this program's place in its job is unknown`);
    return value;
  }

  needText(name: string): string {
    return this.text(name) ?? this.#missing(name);
  }

  needNumber(name: string): number {
    return this.number(name) ?? this.#missing(name);
  }

  /** A rank and how many there are. */
  place(rankName: string, sizeName: string): { readonly rank: number; readonly size: number } {
    const rank = this.needNumber(rankName);
    const size = this.needNumber(sizeName);
    if (rank >= size)
      this.refuse(
        `${rankName}=${rank} and ${sizeName}=${size} contradict each other: ranks are counted from 0`,
      );
    return { rank, size };
  }

  port(name: string): number {
    const port = this.needNumber(name);
    if (port < 1 || port > 65_535) this.refuse(`${name}=${port} is no port: these are 1 to 65535`);
    return port;
  }

  /** This program belongs to a job that it cannot join: it must not run on as a world of its own. */
  refuse(fact: string, remedy = `start it with ${this.#engine.starter}`): never {
    const present = this.#allSigns.filter((name) => this.has(name)).map((name) => `-u ${name}`);
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${fact}; ${remedy}, or, if it is a program of its own, with \`env ${present.join(" ")}\``,
    );
  }

  #missing(name: string): never {
    const sign = this.#engine.signs.find((each) => this.has(each))!;
    return this.refuse(
      `${sign}=${this.text(sign)!} says that this program is part of a job, but ${name} is not set`,
    );
  }
}

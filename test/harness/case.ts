import type { Communicator } from "ranks";
import type { Random } from "./random.ts";

/** Something that every implementation must do: runs on all ranks of `world` at once, and throws where it isn't so. */
export type Case = (world: Communicator, random: Random) => void | Promise<void>;

/** The cases of one module, by name. */
export interface Topic {
  readonly name: string;
  readonly cases: Readonly<Record<string, Case>>;
  /** Whether each case must hold on every kind of communicator, or is about the world itself. */
  readonly on: "four communicators" | "world";
}

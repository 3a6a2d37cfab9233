import type { Clues } from "./clues.ts";
import type { Membership } from "./membership.ts";

/** What starts programs as parts of a job, and how they notice. */
export interface Engine {
  /** For people, in "start it with ...". */
  readonly starter: string;
  /** The variables that say that a program belongs to a job of this engine. */
  readonly signs: readonly string[];
  /** The variables that tell this job from others of its engine. */
  readonly job: readonly string[];
  /**
   * "alone" is a job of one rank, which needs nobody; undefined says that this engine did not start the program.
   * ERR_RANKS_ENVIRONMENT where it did but the job cannot be joined.
   */
  detect(clues: Clues): Membership | "alone" | undefined;
}

import type { Report } from "../job/messages.ts";
import type { JobSpecification } from "../job/specification.ts";
import type { ProcessMemory } from "./process-memory.ts";

/** A thread's place in a job. */
export interface Seat {
  readonly spec: JobSpecification;
  readonly rank: number;
  readonly memory: ProcessMemory;
  /** Tells whoever watches over the job, if somebody does. */
  readonly say?: (report: Report) => void;
  /** Complete when the other processes can be reached; absent where that is so from the start. */
  readonly ready?: Promise<void>;
  /** After this rank has finalized: complete when no other rank needs its process any more; absent where none does. */
  readonly dismissed?: () => Promise<void>;
}

/** Under a symbol of the whole thread: the program may import another copy of this package than the one that started it. */
const KEY = Symbol.for("ranks.seat");
const holder = globalThis as { [KEY]?: Seat };

export function takeSeat(seat: Seat): void {
  holder[KEY] = seat;
}

export function findSeat(): Seat | undefined {
  return holder[KEY];
}

import type { ErrorCode } from "../errors.ts";
import type { JobSpecification } from "../job/specification.ts";

// What a rank and the hub say to each other before the job starts; afterwards come Report and Notice (job/messages.ts).

/** Memory that a process of the same host can open by /proc/PID/fd/FD. */
export interface MemoryOffer {
  readonly pid: number;
  readonly fd: number;
  readonly bytes: number;
  /** Of the memory: a process of that number in another namespace has other files. */
  readonly inode: string;
}

/** A rank, first. */
export interface Hello {
  readonly type: "hello";
  /** Of this package. */
  readonly version: string;
  readonly rank: number;
  readonly size: number;
  /** The same for ranks that share a host; null where nobody knows. */
  readonly node: string | null;
  /** The processors that this process may use, as in "0-3,8". */
  readonly processors: string;
  /** Memory for the ranks of its host; one of them brings it. */
  readonly memory: MemoryOffer | null;
  /** Whether it wants to go on when others are lost. */
  readonly tolerant: boolean;
}

/** A rank, to "lodging": whether it could open the memory. */
export interface Lodged {
  readonly type: "lodged";
  readonly opened: boolean;
}

/** The hub to a rank, before the job starts. */
export type Answer =
  /** All ranks have come: here is the memory of this host, if it has one. */
  | { readonly type: "lodging"; readonly memory: MemoryOffer | null }
  /** The job is complete. */
  | {
      readonly type: "specification";
      /** But for what each host makes itself: memory and network. */
      readonly spec: JobSpecification;
      /** Whether all ranks of this host have opened its memory. */
      readonly shared: boolean;
      readonly silenceMs: number;
      readonly encrypt: boolean;
    }
  /** There will be no job. */
  | { readonly type: "refused"; readonly code: ErrorCode; readonly message: string };

/** The hub's last word to a rank whose process must end, at any time after the start; the rest are Notices. */
export interface Over {
  readonly type: "over";
  readonly why: string;
}

const WORDS = ["version", "processors"] as const;
const NUMBERS = ["rank", "size"] as const;

/** Undefined for anything that is not a rank's first message. */
export function readHello(message: unknown): Hello | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const hello = message as Record<keyof Hello, unknown>;
  const good =
    hello.type === "hello" &&
    WORDS.every((name) => typeof hello[name] === "string") &&
    NUMBERS.every((name) => Number.isSafeInteger(hello[name])) &&
    typeof hello.tolerant === "boolean" &&
    (hello.node === null || typeof hello.node === "string") &&
    (hello.memory === null || isOffer(hello.memory));
  return good ? (message as Hello) : undefined;
}

function isOffer(memory: unknown): boolean {
  if (typeof memory !== "object" || memory === null) return false;
  const { pid, fd, bytes, inode } = memory as Record<keyof MemoryOffer, unknown>;
  return [pid, fd, bytes].every(Number.isSafeInteger) && typeof inode === "string";
}

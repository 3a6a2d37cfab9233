import { readFileSync } from "node:fs";

/**
 * What a message costs on one level of the machine, after LogGP (Alexandrov and others 1995), in microseconds and bytes. A large
 * message is one that waits for its receive.
 */
export interface Level {
  /** From the end of a send to the beginning of its receive. */
  readonly L: number;
  /** Of the processor, for a send or a receive. */
  readonly o: number;
  /** Between two messages of one process. */
  readonly g: number;
  /** Per byte of a small message. */
  readonly G: number;
  /** Per byte of a large one. */
  readonly largeG: number;
}

/** What a job's start costs, and what it takes of a system. */
export interface Start {
  /** Microseconds until an agent on another host has answered. */
  readonly login: number;
  /** Microseconds of the launcher to write down one process's endpoint for one other process. */
  readonly endpoint: number;
  /** Bytes of that on the wire. */
  readonly endpointBytes: number;
  /** Descriptors of a process for each process that it reaches through its pump. */
  readonly descriptorsPerPeer: number;
  /** Descriptors that a process may have. */
  readonly descriptors: number;
}

/** What was measured on a machine, and what had to be assumed; `from` says which is which. */
export interface Parameters {
  readonly from: Readonly<Record<string, string>>;
  /** Ranks of one host, through shared memory. */
  readonly within: Level;
  /** Ranks of two hosts, through their pumps. */
  readonly between: Level;
  /** Microseconds a byte of a host's link, which its ranks share. */
  readonly link: number;
  /** Microseconds of a collective besides its messages. */
  readonly call: number;
  /** Microseconds to combine a byte. */
  readonly combine: number;
  readonly start: Start;
}

/** A machine of hosts with so many ranks each, placed in blocks. */
export interface Machine extends Parameters {
  readonly ranksPerHost: number;
}

export function readParameters(file: string | URL): Parameters {
  return JSON.parse(readFileSync(file, "utf8")) as Parameters;
}

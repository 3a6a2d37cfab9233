import { join } from "node:path";
import { context, Pull, Push } from "zeromq";
import { RanksError } from "../errors.ts";
import { BATCH_BYTES } from "./batch.ts";

/** Heartbeats find a dead host; a dead process on a living one is seen by the end of its connection. */
const HEARTBEAT_MS = 5000;
const HEARTBEAT_TIMEOUT_MS = 20_000;

/** Processes that connect at the same moment. */
const BACKLOG = 1024;

/** The longest path that fits a socket's address on Linux. */
const LONGEST_PATH = 107;

/** Where a process listens, before ZeroMQ has chosen the port. */
export function bindAddress(kind: "zmq" | "ipc", process: number, directory: string | undefined): string {
  if (kind === "zmq") return "tcp://127.0.0.1:*";
  if (directory === undefined)
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      "sockets of the ipc kind need a directory; the launcher gives one",
    );
  const path = join(directory, `pump-${process}`);
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `the path of a socket is too long, ${path}; set TMPDIR to a shorter one`,
    );
  }
  return `ipc://${path}`;
}

/** Sockets that end at once: whoever wants what was sent to arrive waits for that before it closes them. */
function settings(): {
  linger: number;
  heartbeatInterval: number;
  heartbeatTimeout: number;
  maxMessageSize: number;
} {
  context.blocky = false;
  return {
    linger: 0,
    heartbeatInterval: HEARTBEAT_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    maxMessageSize: BATCH_BYTES,
  };
}

export function pullSocket(): Pull {
  return new Pull({ ...settings(), backlog: BACKLOG });
}

/** No high-water mark: the pumps' credit bounds what waits. Without a timeout `send` never leaves anything pending. */
export function pushSocket(): Push {
  return new Push({ ...settings(), sendHighWaterMark: 0, sendTimeout: 0 });
}

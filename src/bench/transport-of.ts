import { native } from "../memory/native.ts";
import type { TransportName } from "../job/specification.ts";
import type { Where } from "./measure-plan.ts";

/** What `auto` comes to between ranks of one host; between hosts it stays `auto`. */
export function transportOf({ transport = "auto", threads, hosts, hostfile }: Where): TransportName {
  if (transport !== "auto" || (hosts ?? hostfile) !== undefined) return transport;
  if (threads) return "threads";
  return native === undefined ? "ipc" : "shm";
}

import { found, missing } from "./check.ts";
import type { Check } from "./check.ts";

/** What can carry messages, as `--transport` names it, by what it needs. */
export function transports(binding: Check, zeromq: Check): Check[] {
  const needs = (name: string, words: string, what: Check): Check =>
    what.there
      ? found(name, words)
      : missing(name, `${words}: needs the part ${what.name}`, what.remedy ?? "");
  return [
    found("threads", "between threads of one process (--threads)"),
    needs("shm", "between processes of one host, through shared memory", binding),
    needs("ipc", "between processes of one host, through sockets in a private directory", zeromq),
    needs("zmq", "between processes and between hosts, over tcp", zeromq),
  ];
}

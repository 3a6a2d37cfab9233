import type { Member } from "./member.ts";
import { table } from "../drawing/table.ts";

/** A table of which rank runs where. */
export function displayMap(members: readonly Member[], carrier: string): string {
  const rows = members.flatMap(({ pid = "", ranks, threads, host }) =>
    ranks.map((rank) => [rank, host ?? "this host", pid, threads ? "thread" : "process", carrier]),
  );
  return table(["rank", "host", "pid", "runs as", "transport"], rows);
}

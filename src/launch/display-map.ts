import type { Member } from "./member.ts";

/** A table of which rank runs where. */
export function displayMap(members: readonly Member[], carrier: string): string {
  const rows = members.flatMap(({ pid, ranks, threads, host }) =>
    ranks.map((rank) => [
      String(rank),
      host ?? "this host",
      String(pid),
      threads ? "thread" : "process",
      carrier,
    ]),
  );
  const table = [["rank", "host", "pid", "runs as", "transport"], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

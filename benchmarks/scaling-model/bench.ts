import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Report, Result } from "#dist/bench/result.js";

const cli = fileURLToPath(import.meta.resolve("#dist/launch/cli.js"));
const LIMIT_MS = 300_000;

/** The lines of JSON that the command `ranks` prints. */
export function ranks(words: readonly string[]): unknown[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  if (status !== 0) throw new Error(`ranks ${words.join(" ")} failed:\n${stderr}`);
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as unknown);
}

export function bench(words: readonly string[]): readonly Result[] {
  const [report] = ranks(["bench", ...words, "--iterations", "40", "--json"]);
  return (report as Report).results;
}

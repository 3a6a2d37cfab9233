// What benchmarks that compare share: contestants run one after the other, and their figures stand side by side.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "../dist/drawing/table.js";

const TIMEOUT_MS = 300_000;

export const root = fileURLToPath(new URL("../", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The command `ranks`. */
export const cli = join(root, manifest.bin.ranks);

/** Where it was measured: without it a figure means nothing. */
export const machine = {
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round((10 * totalmem()) / 2 ** 30) / 10,
  node: process.version,
  ranks: manifest.version,
  commit:
    spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).stdout?.trim() ||
    "none",
  "zeromq.js": createRequire(import.meta.url)("zeromq/package.json").version,
};

/** The same in one line, with the versions of the peers. */
export function machineLine(versions) {
  const entries = Object.entries({ ...machine, ...versions });
  return entries.map(([name, value]) => `${name}: ${value}`).join(", ");
}

/** How many contestants did not end well. */
export let failures = 0;

/**
 * Runs a contestant. Gives its lines of JSON and the milliseconds until its first line of output; undefined when it failed.
 */
export async function run(name, [command, ...args], { cwd = root, env = {} } = {}) {
  const start = performance.now();
  let firstLineMs;
  // A process group of its own: a contestant that hangs is ended together with its ranks.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    if (text.includes("\n")) firstLineMs ??= performance.now() - start;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  const timer = setTimeout(end, TIMEOUT_MS);
  process.once("exit", end);
  const code = await new Promise((resolve) => {
    child.on("close", (status, signal) => resolve(status ?? signal));
    child.on("error", (error) => ((errors += error.message), resolve("no start")));
  });
  clearTimeout(timer);
  process.off("exit", end);
  if (code === 0) {
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    return {
      firstLineMs,
      lines: lines.map((line) => JSON.parse(line)).flatMap((line) => line.results ?? [line]),
    };
  }
  failures++;
  progress("");
  console.error(`${name} failed (${code}): ${[command, ...args].join(" ")}\n${errors.slice(-2000)}`);
  return undefined;
}

/** The cells are those of src/drawing/table.ts. */
export function printTable(title, head, rows) {
  console.log(`\n${title}\n${table(head, rows)}`);
}

/** How far it got, on a terminal. */
export function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** What a command answers on its standard output; undefined when it is not there, or fails. */
export function available(command, ...args) {
  const { status, stdout, error } = spawnSync(command, args, { encoding: "utf8" });
  return error === undefined && status === 0 ? stdout.trim() || command : undefined;
}

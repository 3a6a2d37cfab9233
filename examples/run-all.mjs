// npm run examples: every example on 1 to 4 ranks, as processes and as threads, and over ZeroMQ. Each checks its own answer.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TIMEOUT_MS = 60_000;

const root = new URL("../", import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const cli = fileURLToPath(new URL(bin.ranks, root));
const examples = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".ts"));

const WAYS = [
  ...[1, 2, 3, 4].map((ranks) => ({ ranks, name: "processes", flags: [] })),
  ...[1, 2, 3, 4].map((ranks) => ({ ranks, name: "threads", flags: ["--threads"] })),
  { ranks: 3, name: "zmq", flags: ["--transport", "zmq"] },
];

for (const example of examples) {
  for (const { ranks, name, flags } of WAYS) {
    const start = performance.now();
    const { code, output } = await run(["run", "-n", String(ranks), ...flags, `examples/${example}`]);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
    const what = `${example.padEnd(18)} ${ranks} ${name.padEnd(9)}`;
    if (code !== 0) {
      console.error(`${what} ${seconds} s  FAILED (${code})\n${output}`);
      process.exit(1);
    }
    console.log(`${what} ${seconds} s  ${output.trimEnd().split("\n").at(-1)}`);
  }
}

/** Runs the command with these arguments; past the time it is ended, with all that it started. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: fileURLToPath(root),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    const collect = (text) => (output += text);
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const end = () => {
      output += `\nnot done after ${TIMEOUT_MS / 1000} s\n`;
      process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(end, TIMEOUT_MS);
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      resolve({ code: status ?? signal, output });
    });
  });
}

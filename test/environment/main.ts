// npm run hosts:up, test:hosts and their like: real hosts and engines on one machine, for tests and for people.
//
//   tsx test/environment/main.ts up|down|test hosts|slurm|pmi
//   tsx test/environment/main.ts check
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { hosts } from "../hosts/environment.ts";
import { pmi } from "../pmi/environment.ts";
import { slurm } from "../slurm/environment.ts";
import type { Environment } from "./environment.ts";

const ENVIRONMENTS = new Map<string, Environment>(Object.entries({ hosts, slurm, pmi }));
const names = [...ENVIRONMENTS.keys()];

const [action, name = ""] = process.argv.slice(2);
try {
  process.exitCode = await perform();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function perform(): Promise<number> {
  if (action === "check") return Math.max(...names.map((each) => (isThere(each) ? 0 : leftOut())));
  const environment = ENVIRONMENTS.get(name);
  if (environment === undefined) throw new Error(`say which environment: ${names.join(", ")}`);
  switch (action) {
    case "up":
      environment.provide();
      if (!isThere(name)) return 1;
      await environment.up();
      console.log(environment.usage);
      return 0;
    case "down":
      await environment.down();
      return 0;
    case "test":
      environment.provide();
      return isThere(name) ? test(environment) : leftOut();
    default:
      throw new Error("say what to do: up, down, test or check");
  }
}

function isThere(name: string): boolean {
  const reason = ENVIRONMENTS.get(name)!.lacking();
  console.log(reason === undefined ? `${name}: can be had here` : `${name}: cannot be had here: ${reason}`);
  return reason === undefined;
}

/** Tests that need what a developer's machine lacks are left out there, and nowhere else. */
function leftOut(): number {
  return process.env.CI === undefined ? 0 : 1;
}

/** Runs the tests of a folder in its environment, which is left as it was found. */
async function test(environment: Environment): Promise<number> {
  const wasUp = environment.isUp();
  // Ctrl-C goes to the tests too; here it must not keep the environment from being taken down.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => tests?.kill(signal));
  let tests: ReturnType<typeof spawn> | undefined;
  try {
    await environment.up();
    const files = `build/test/${name}/**/*.test.js`;
    tests = spawn("node_modules/.bin/ava", ["--config", "test/environment/ava.config.mjs", files], {
      stdio: "inherit",
    });
    return await new Promise((resolve, reject) => {
      tests?.on("error", reject);
      tests?.on("close", (code, signal) =>
        resolve(signal === null ? code! : 128 + constants.signals[signal]),
      );
    });
  } finally {
    if (!wasUp) await environment.down();
  }
}

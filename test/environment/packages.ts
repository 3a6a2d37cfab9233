import { existsSync, rmSync, writeFileSync } from "node:fs";
import { run, succeeds } from "./command.ts";

/** A command that must be there, and Debian's package that brings it. */
export type Needs = Readonly<Record<string, string>>;

/** While this file ends with 101, Debian's packages start no services; systemd's would be started at each boot, too. */
const POLICY = "/usr/sbin/policy-rc.d";

/** What keeps these commands from being used here, in a line with its remedy; undefined when they are there. */
export function lacking(needs: Needs): string | undefined {
  if (process.getuid?.() !== 0) return "root is needed; run it as root";
  const packages = missingPackages(needs);
  if (packages.length === 0) return undefined;
  return `packages are missing; as root: apt-get install ${packages.join(" ")}`;
}

/**
 * Installs what is missing, where that disturbs nobody: as root, in a Debian without systemd, which is what a container is.
 * Elsewhere the new services would run from then on, and that is the owner's decision.
 */
export function provide(needs: Needs): void {
  const packages = missingPackages(needs);
  const welcome = process.getuid?.() === 0 && succeeds("apt-get", ["--version"]);
  if (packages.length === 0 || !welcome || existsSync("/run/systemd/system")) return;
  console.log(`installing ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const forbidding = !existsSync(POLICY);
  if (forbidding) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    run("apt-get", ["-qq", "update"], { env });
    run("apt-get", ["-qq", "install", "--yes", "--no-install-recommends", ...packages], { env });
  } finally {
    if (forbidding) rmSync(POLICY);
  }
}

function missingPackages(needs: Needs): string[] {
  const missing = Object.keys(needs).filter((command) => !succeeds("sh", ["-c", 'command -v "$0"', command]));
  return [...new Set(missing.map((command) => needs[command]))];
}

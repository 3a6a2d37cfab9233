import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { found, missing } from "./check.ts";
import type { Check } from "./check.ts";

/** How TypeScript programs run. */
export function typeScript(cwd: string): Check {
  const name = "TypeScript";
  // Newer than the types of the oldest Node that is supported.
  const { typescript } = process.features as { typescript?: string | false };
  if (typescript) return found(name, "Node runs it by itself");
  if ([path.join(cwd, "program.ts"), import.meta.url].some(reachesTsx)) return found(name, "tsx runs it");
  return missing(
    name,
    `Node ${process.versions.node} does not run it by itself, and there is no tsx here`,
    "npm install tsx, or Node 22.18",
  );
}

function reachesTsx(from: string): boolean {
  try {
    createRequire(from).resolve("tsx");
    return true;
  } catch {
    return false;
  }
}

/** What starts ranks on other hosts. */
export function ssh(): Check {
  const file = which("ssh");
  if (file !== undefined) return found("ssh", file);
  const remedy = "apt install openssh-client, or name another command with --rsh";
  return missing("ssh", "no ranks on other hosts", remedy);
}

function which(command: string): string | undefined {
  const places = (process.env.PATH ?? "").split(path.delimiter).filter((place) => place !== "");
  return places
    .map((place) => path.join(place, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { RanksError } from "../../errors.ts";

export interface Program {
  /** Absolute. */
  readonly file: string;
  /** Present when Node alone cannot run the file. */
  readonly tsx?: Tsx;
}

/** The parts of tsx that run TypeScript, as URLs. */
export interface Tsx {
  /** For `node --import`, in processes. */
  readonly loader: string;
  /** Modules with `register()`, for threads, where `--import` does nothing. */
  readonly register: readonly string[];
}

/** Finds the program, and what it takes to run it. */
export function findProgram(program: URL | string, cwd: string): Program {
  const file = path.resolve(cwd, pathOf(program));
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined)
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `the program ${file} does not exist; check its name and the directory`,
    );
  if (!found.isFile())
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `${file} is not a file; name the program that every rank shall run`,
    );
  if (!needsTsx(file)) return { file };
  const tsx = findTsx([file, path.join(cwd, "program.ts"), fileURLToPath(import.meta.url)]);
  if (tsx === undefined) {
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      `Node ${process.versions.node} cannot run ${path.basename(file)} by itself; ` +
        "install tsx beside it (npm install tsx), use Node 22.18 or newer, or compile the program to JavaScript",
    );
  }
  return { file, tsx };
}

function pathOf(program: URL | string): string {
  if (typeof program === "string" && !program.startsWith("file:")) return program;
  try {
    return fileURLToPath(program);
  } catch (cause) {
    throw new RanksError("ERR_RANKS_LAUNCH", `${String(program)} is not a file; give a path or a file: URL`, {
      cause,
    });
  }
}

function needsTsx(file: string): boolean {
  if (/\.[jt]sx$/.test(file)) return true;
  // Newer than the types of the oldest Node that is supported.
  const { typescript } = process.features as { typescript?: string | false };
  return /\.[mc]?ts$/.test(file) && !typescript;
}

function findTsx(places: readonly string[]): Tsx | undefined {
  for (const place of places) {
    try {
      return partsOfTsx(createRequire(place).resolve("tsx/package.json"));
    } catch {
      // Not from there.
    }
  }
  return undefined;
}

/** `require.resolve` would find the CommonJS forms of these, whose `register()` does not work in tsx 4. */
function partsOfTsx(manifest: string): Tsx {
  const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as {
    exports: { ".": string; "./cjs/api": Conditions; "./esm/api": Conditions };
  };
  const url = (file: string): string => new URL(file, pathToFileURL(manifest)).href;
  return {
    loader: url(exports["."]),
    register: [url(exports["./cjs/api"].import.default), url(exports["./esm/api"].import.default)],
  };
}

interface Conditions {
  readonly import: { readonly default: string };
}

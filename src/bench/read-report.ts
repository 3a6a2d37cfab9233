import { readFileSync } from "node:fs";
import { RanksError } from "../errors.ts";
import type { Report } from "./result.ts";

/** A file that `--json` made. */
export function readReport(file: string): Report {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Partial<Report>;
    if (Array.isArray(report.results)) return report as Report;
  } catch (cause) {
    const { message } = cause as Error;
    throw new RanksError("ERR_RANKS_USAGE", `cannot read ${file}: ${message}; name a file that --json made`, {
      cause,
    });
  }
  throw new RanksError(
    "ERR_RANKS_USAGE",
    `${file} is no report of ranks bench; name a file that --json made`,
  );
}

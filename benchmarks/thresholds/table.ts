import { readFileSync, writeFileSync } from "node:fs";
import type { thresholds } from "#dist/collectives/thresholds.js";

export type Thresholds = typeof thresholds;

const file = new URL("../../src/collectives/thresholds.ts", import.meta.url);

/** The table's source with other numbers; words stay as they are. */
export function tableWith(source: string, proposed: Partial<Thresholds>): string {
  return Object.entries(proposed).reduce((text, [name, value]) => {
    const number = String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "_");
    return text.replace(new RegExp(`(\\b${name}: )[\\d_]+`), `$1${number}`);
  }, source);
}

export function proposedTable(proposed: Partial<Thresholds>): string {
  return tableWith(readFileSync(file, "utf8"), proposed);
}

export function writeTable(proposed: Partial<Thresholds>): void {
  writeFileSync(file, proposedTable(proposed));
}

import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

/** Where a figure was measured: without it a figure means nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
  readonly ranks: string;
}

export function machine(): Machine {
  const processors = cpus();
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round((10 * totalmem()) / 2 ** 30) / 10,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    ranks: (JSON.parse(manifest) as { version: string }).version,
  };
}

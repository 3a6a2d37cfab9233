import { escape } from "../../drawing/page.ts";
import { figure } from "../../drawing/figure.ts";
import type { Result } from "../result.ts";
import { formatSize } from "../sizes.ts";

interface Card {
  readonly name: string;
  readonly value: string;
}

/** What somebody who has ten seconds wants to know. */
export function cards(results: readonly Result[]): string {
  const shown = [
    latency(results),
    most(results, "bandwidth", "MB/s", ({ megabytesPerSecond }) => megabytesPerSecond),
    most(results, "message-rate", "messages/s", ({ messagesPerSecond }) => messagesPerSecond),
    barrier(results),
    ready(results),
    ...grown(results),
  ].filter((card) => card !== undefined);
  const items = shown.map(
    ({ name, value }) =>
      `<div style="flex:1 1 9rem;border:1px solid #e2e5e9;border-radius:10px;padding:0.7rem 1rem">` +
      `<div style="font-size:1.35rem;font-weight:600">${escape(value)}</div>` +
      `<div style="font-size:0.85rem;color:#666">${escape(name)}</div></div>`,
  );
  return `<div style="display:flex;flex-wrap:wrap;gap:0.8rem">${items.join("\n")}</div>`;
}

function latency(results: readonly Result[]): Card | undefined {
  const first = results
    .filter(({ benchmark }) => benchmark === "latency")
    .toSorted((a, b) => a.bytes - b.bytes)
    .at(0);
  return (
    first && { name: `latency, ${formatSize(first.bytes)}`, value: `${figure(first.latencyUs.median)} µs` }
  );
}

function most(
  results: readonly Result[],
  name: string,
  unit: string,
  pick: (result: Result) => number | undefined,
): Card | undefined {
  const best = results
    .filter(({ benchmark }) => benchmark === name)
    .toSorted((a, b) => pick(b)! - pick(a)!)
    .at(0);
  return (
    best && {
      name: `${name}, ${formatSize(best.bytes)}`,
      value: `${Math.round(pick(best)!).toLocaleString("en")} ${unit}`,
    }
  );
}

function barrier(results: readonly Result[]): Card | undefined {
  const found = results.find(({ series }) => series === "barrier");
  return found && { name: `barrier, ${found.ranks} ranks`, value: `${figure(found.latencyUs.median)} µs` };
}

function ready(results: readonly Result[]): Card | undefined {
  const found = results.find(({ series }) => series === "all ranks ready");
  return (
    found && {
      name: `until ${found.ranks} ranks are ready`,
      value: `${figure(found.latencyUs.median / 1000)} ms`,
    }
  );
}

/** The largest job of each kind. */
function grown(results: readonly Result[]): Card[] {
  const largest = new Map(
    results.filter(({ benchmark }) => benchmark === "scale").map((result) => [result.series, result]),
  );
  return [...largest.values()].map(({ series, ranks, latencyUs }) => ({
    name: `until ${ranks} ${series} are ready`,
    value: `${figure(latencyUs.median / 1e6)} s`,
  }));
}

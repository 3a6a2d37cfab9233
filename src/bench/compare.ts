import { figure } from "../drawing/figure.ts";
import { formOf, sizeOf, spreadOf } from "./result.ts";
import type { Report, Result } from "./result.ts";

/** Changes smaller than this are no news, however close the repetitions lie together. */
const LEAST_PERCENT = 5;

interface Change {
  readonly before: Result;
  readonly after: Result;
  readonly percent: number;
  readonly noise: number;
}

/** What became slower or faster by more than the noise: the spreads of both measurements together, or 5 %. */
export function comparison(old: Report, now: Report): string {
  const before = new Map(old.results.map((result) => [keyOf(result), result]));
  const common = now.results.flatMap((after) => {
    const found = before.get(keyOf(after));
    return found === undefined ? [] : [change(found, after)];
  });
  const changed = common.filter(({ percent, noise }) => Math.abs(percent) > noise);
  const lines = changed.toSorted((a, b) => b.percent - a.percent).map(describe);
  const others = now.results.length - common.length;
  return [
    ...differences(old, now),
    `${changed.length} of ${common.length} results differ by more than the noise.`,
    ...lines,
    ...(others > 0 ? [`${others} results are only in the new report.`] : []),
  ].join("\n");
}

function keyOf({ benchmark, series, bytes, queued, ranks }: Result): string {
  return JSON.stringify([benchmark, series, bytes, queued, ranks]);
}

function change(before: Result, after: Result): Change {
  const [was, is] = [before.latencyUs, after.latencyUs];
  return {
    before,
    after,
    percent: 100 * (is.median / was.median - 1),
    noise: Math.max(LEAST_PERCENT, spreadOf(was) + spreadOf(is)),
  };
}

function describe({ before, after, percent, noise }: Change): string {
  const { benchmark, series, queued } = after;
  const what = [benchmark, ...(series === benchmark ? [] : [series]), sizeOf(after)];
  if (queued !== undefined) what.push(`${queued} waiting`);
  const times = `${figure(before.latencyUs.median)} -> ${figure(after.latencyUs.median)} µs`;
  const word = percent > 0 ? "slower" : "faster";
  return `  ${what.join(", ")}: ${times}, ${Math.abs(percent).toFixed(0)} % ${word} (noise ${noise.toFixed(0)} %)`;
}

/** Where the two were not measured in the same way. */
function differences(old: Report, now: Report): string[] {
  const pairs = [
    ["transport", old.transport, now.transport],
    ["form", formOf(old), formOf(now)],
    ["processor", old.machine.cpu, now.machine.cpu],
    ["cores", old.machine.cores, now.machine.cores],
    ["Node", old.machine.node, now.machine.node],
  ] as const;
  return pairs
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => `Not the same ${what}: ${was} then, ${is} now.`);
}

import { estimate } from "../../bsp/cost/estimate.ts";
import type { Sample } from "../../bsp/cost/fit.ts";
import type { LogP } from "../../bsp/cost/logp.ts";
import type { Estimate } from "../../bsp/cost/machine.ts";
import type { BspMeasurement } from "../../bsp/cost/measure.ts";
import { figure } from "../../drawing/figure.ts";
import { table } from "../../drawing/table.ts";
import type { Cell } from "../../drawing/table.ts";
import type { Machine } from "../../info/machine.ts";

/** Times are microseconds, words have 8 bytes. */
export interface BspReport {
  readonly benchmark: "bsp";
  readonly transport: string;
  readonly machine: Machine;
  /** Ranks. */
  readonly p: number;
  /** Additions and multiplications of doubles a second, of one rank while all compute. */
  readonly r: number;
  /** A word of a total exchange. */
  readonly g: number;
  /** A sync that moves nothing. */
  readonly l: number;
  /** The same, in arithmetic operations. */
  readonly gFlops: number;
  readonly lFlops: number;
  /** LogP, of a message of one word between two ranks: latency, overhead of a processor, and the gap between two messages. */
  readonly L?: number;
  readonly o?: number;
  readonly gap?: number;
  /** 95 % confidence intervals of r, g, l, L, o and gap. */
  readonly confidence: Readonly<Record<string, readonly [number, number]>>;
  /** Which share of the variance the line h g + l explains. */
  readonly r2: number;
  readonly samples: readonly Sample[];
}

export interface Measured {
  readonly ranks: number;
  /** Microseconds of an operation, on each rank. */
  readonly flop: readonly number[];
  readonly logP: LogP | undefined;
  readonly bsp: BspMeasurement;
  readonly transport: string;
  readonly machine: Machine;
}

export function reportOf({ ranks, flop, logP, bsp, transport, machine }: Measured): BspReport {
  const { value, low, high } = estimate(flop);
  const r = { value: 1e6 / value, low: 1e6 / high, high: 1e6 / low };
  const { g, l, r2, samples } = bsp;
  const estimates: Record<string, Estimate> = { r, g, l, ...logP };
  return {
    benchmark: "bsp",
    transport,
    machine,
    p: ranks,
    r: r.value,
    g: g.value,
    l: l.value,
    gFlops: g.value / value,
    lFlops: l.value / value,
    ...(logP && { L: logP.L.value, o: logP.o.value, gap: logP.gap.value }),
    confidence: Object.fromEntries(
      Object.entries(estimates).map(([name, { low, high }]) => [name, [low, high]]),
    ),
    r2,
    samples,
  };
}

export function tableOf(report: BspReport): string {
  const { p, transport, g, l, r, L, o, gap, gFlops, lFlops, r2, samples } = report;
  const row = (name: string, value: number, unit: string, what: string): Cell[] => {
    const [low, high] = report.confidence[name] ?? [value, value];
    return [name, { digits: figure(value) }, `${figure(low)} to ${figure(high)}`, unit, what];
  };
  const rows = [
    row("r", r, "flop/s", "local arithmetic of a rank, while all compute"),
    row("g", g, "µs/word", `a word of a total exchange; ${figure(gFlops)} flop`),
    row("l", l, "µs", `a sync that moves nothing; ${figure(lFlops)} flop`),
    ...(L === undefined
      ? []
      : [
          row("L", L, "µs", "LogP: from the end of a send to the arrival"),
          row("o", o!, "µs", "LogP: of a processor for a send, or a receive"),
          row("gap", gap!, "µs", "LogP's g: between two messages in a row"),
        ]),
  ];
  const exchanges = samples.map(({ h, time }) =>
    [String(h), figure(time), figure(h * g + l)].map((digits) => ({ digits })),
  );
  return [
    `A superstep on p = ${p} ranks (${transport}) takes t = w + h g + l`,
    table(["", "measured", "95 % between", "", ""], rows),
    "",
    `Supersteps of h words; the line explains ${explainedPercent(r2)} % of the variance`,
    table(["h words", "measured µs", "h g + l µs"], exchanges),
  ].join("\n");
}

/** Of the variance. On a busy machine a line may be further off than the mean is: then it explains nothing. */
export function explainedPercent(r2: number): string {
  return (100 * Math.max(0, r2)).toFixed(2);
}

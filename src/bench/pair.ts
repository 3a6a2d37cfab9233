import { spmd } from "../index.ts";
import type { Communicator } from "../index.ts";
import { machine } from "./machine.ts";
import { measure } from "./measure.ts";
import type { Exchange, Timing } from "./measure.ts";
import { readSettings } from "./settings.ts";
import { formatSize } from "./sizes.ts";
import { figure, Table } from "./table.ts";

/** One size's line of a report. */
export interface Result {
  readonly bytes: number;
  readonly latencyUs: Timing;
  readonly megabytesPerSecond: number;
}

/** A benchmark between two ranks. */
export interface PairBenchmark {
  readonly benchmark: "latency" | "bandwidth";
  readonly title: string;
  /** One exchange takes the time of so many messages in a row. */
  readonly messages: number;
  readonly exchange: (world: Communicator, bytes: number) => Exchange;
}

/** The body of a benchmark program: every size in turn; rank 0 reports. */
export async function runPair({ benchmark, title, messages, exchange }: PairBenchmark): Promise<void> {
  const settings = readSettings();
  const { transport, json, progress, awaiting } = settings;
  await spmd(async (world) => {
    const speaker = world.rank === 0;
    const form = awaiting ? "awaiting" : "blocking";
    const table =
      speaker && !json
        ? new Table(`${title} (${transport}, ${form})`, ["size", "median µs", "p99 µs", "min µs", "MB/s"])
        : undefined;
    const results: Result[] = [];
    for (const bytes of settings.sizes) {
      const timing = await measure(world, exchange(world, bytes), settings);
      const latencyUs = {
        median: timing.median / messages,
        p99: timing.p99 / messages,
        min: timing.min / messages,
      };
      const megabytesPerSecond = bytes / latencyUs.median;
      results.push({ bytes, latencyUs, megabytesPerSecond });
      const { median, p99, min } = latencyUs;
      table?.row([formatSize(bytes), ...[median, p99, min, megabytesPerSecond].map(figure)]);
      if (speaker && json && progress) console.error(`${benchmark}: ${formatSize(bytes)} done`);
    }
    if (speaker && json) {
      console.log(
        JSON.stringify({ benchmark, ranks: world.size, transport, awaiting, machine: machine(), results }),
      );
    }
  });
}

/**
 * An array of so many bytes: doubles where they fit, as in a numeric program. It is written to, so that it is memory of its
 * own and not the one page of zeros that fresh memory may share.
 */
export function payload(bytes: number): Float64Array | Uint8Array {
  return bytes % 8 === 0 ? new Float64Array(bytes / 8).fill(1) : new Uint8Array(bytes).fill(1);
}

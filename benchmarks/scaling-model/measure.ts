import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sum } from "#dist/collectives/reductions.js";
import { FLOAT64 } from "#dist/wire/element.js";
import { bench, ranks } from "./bench.ts";
import type { Level, Parameters } from "./parameters.ts";

const KIB = 1024;
const MIB = KIB * KIB;
/** Whatever else the machine does only adds to times: the least of so many is taken. */
const ROUNDS = 3;

/** 10 Gbit/s. */
const LINK = 8 / 10_000;
/** ssh, and an agent that has started over there. */
const LOGIN = 300_000;

const progress = (text: string): void => void process.stderr.write(`${text} ...\n`);

/** Measures this machine; between hosts on those of the list, or over ZeroMQ's loopback where there is none. */
export function measure(hosts: string | undefined): Parameters {
  const across = hosts === undefined ? ["--transport", "zmq"] : ["--hosts", hosts];
  const where = hosts === undefined ? "over ZeroMQ on this machine's loopback" : `between the hosts ${hosts}`;
  progress("within a host");
  const within = levelOf(["--transport", "shm"], "latency");
  progress(`between hosts: ${where}`);
  const between = levelOf(across, "bandwidth");
  progress("on one rank");
  const call = bench(["collectives", "-n", "1", "--operations", "allreduce", "--sizes", "8"]);
  return {
    from: {
      within: "measured: ranks bench latency and bsp, between processes of this machine",
      between: `measured: ranks bench latency, bandwidth and bsp, ${where}`,
      link: "assumed: 10 Gbit/s",
      call: "measured: ranks bench collectives on one rank",
      combine: "measured: the sum of arrays of 64 KiB",
      "start.login": "assumed: 0.3 s for ssh and an agent",
      "start.endpoint": "measured: JSON of an address and a key",
      "start.descriptors": "measured: /proc/self on 2 and on 4 ranks; the hard limit of this machine",
    },
    within,
    between,
    link: LINK,
    call: Math.min(...call.map(({ latencyUs }) => latencyUs.min)),
    combine: combining(),
    start: { login: LOGIN, ...endpoint(), ...descriptors() },
  };
}

/**
 * What a message alone takes is L + 2 o. Within a host a byte costs what it adds to such a message, between hosts what it adds to one
 * in a row of them.
 */
function levelOf(way: readonly string[], perByte: "latency" | "bandwidth"): Level {
  const sizes = perByte === "latency" ? [8, 16 * KIB, MIB] : [8, 64 * KIB, MIB];
  const times = (benchmark: string): number[] =>
    bench([benchmark, ...way, "--sizes", sizes.join(",")]).map(({ latencyUs }) => latencyUs.min);
  const logP = (): number[] => {
    const [{ o, gap }] = ranks(["bench", "bsp", "-n", "2", ...way, "--json"]) as [{ o: number; gap: number }];
    return [o, gap];
  };
  const [[alone], [base, small, large], [o, g]] = least(() => [times("latency"), times(perByte), logP()]);
  return {
    L: Math.max(0, alone - 2 * o),
    o,
    g,
    G: (small - base) / sizes[1],
    largeG: (large - base) / sizes[2],
  };
}

/** The least of each figure. */
function least(measured: () => readonly number[][]): number[][] {
  const rounds = Array.from({ length: ROUNDS }, measured);
  return rounds[0].map((row, i) => row.map((_, j) => Math.min(...rounds.map((round) => round[i][j]))));
}

function combining(): number {
  const arrays = Array.from({ length: 3 }, () => new Float64Array((64 * KIB) / 8).fill(1));
  const [into, left, right] = arrays;
  const kernel = sum.kernel(FLOAT64)!;
  return timed(2000, () => kernel(into, left, right, into.length)) / into.byteLength;
}

/** What the launcher tells every process of every other one. */
function endpoint() {
  const endpoints = Array.from({ length: 4096 }, (_, i) => {
    return { address: `tcp://10.77.${i >> 8}.${i & 255}:41234`, key: "k".repeat(40) };
  });
  const text = (): string => JSON.stringify({ type: "start", endpoints });
  return {
    endpoint: timed(50, text) / endpoints.length,
    endpointBytes: Math.round(text().length / endpoints.length),
  };
}

function descriptors() {
  const program = fileURLToPath(new URL("descriptors.mjs", import.meta.url));
  const [two, four] = ["2", "4"].map((size) => {
    const [found] = ranks(["run", "-n", size, "--transport", "zmq", program]);
    return (found as { descriptors: number }).descriptors;
  });
  const limit = /Max open files\s+\d+\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"));
  return { descriptorsPerPeer: (four - two) / 2, descriptors: Number(limit![1]) };
}

/** Microseconds, the least of so many calls. */
function timed(calls: number, body: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    body();
    least = Math.min(least, performance.now() - start);
  }
  return 1000 * least;
}

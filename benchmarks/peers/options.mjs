import { Command } from "commander";
import { positive } from "../../dist/bench/positive.js";

const list = (text) => text.split(",").map((word) => word.trim().toLowerCase());

/** What the command line says. */
export function readOptions() {
  const { rounds, ...options } = new Command("bench:peers")
    .description("ranks and every peer that this machine has, side by side")
    .option("--rounds <n>", "how often contestants take turns (default: 3, quick 1)", positive)
    .option("--quick", "one round, fewer sizes and samples: some minutes", false)
    .option("--only <list>", "only these contests, or these contestants, such as latency,processes,zmq", list)
    .option("--json <file>", "every run of every contestant, and the ratios")
    .option("--html <file>", "a page with curves and all tables")
    .parse()
    .opts();
  return { rounds: rounds ?? (options.quick ? 1 : 3), ...options };
}

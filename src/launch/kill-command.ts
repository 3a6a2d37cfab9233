import { Command, InvalidArgumentError } from "commander";
import { RanksError } from "../errors.ts";
import { JOB_SIGNALS } from "./interruption.ts";
import type { JobSignal } from "./interruption.ts";
import { ANSWER_MS, contact, findJob, silence } from "./registry/jobs.ts";

/** More than the launcher gives its ranks to end, and their output to arrive. */
const END_MS = 10_000;

/** `ranks kill`: ends a job as Ctrl-C in its terminal would. */
export function killCommand(): Command {
  return new Command("kill")
    .description("end one of your jobs, and wait until it has ended; or send its ranks a signal")
    .argument("<job>", "its id, as `ranks ps` shows it, or the beginning of that")
    .option("-s, --signal <signal>", `one of ${JOB_SIGNALS.map(short).join(", ")}`, signalOf, "SIGTERM")
    .action(kill);
}

async function kill(beginning: string, { signal }: { readonly signal: JobSignal }): Promise<void> {
  const job = await findJob(beginning);
  const launcher = await contact(job);
  try {
    const answer = await launcher.ask({ type: "kill", signal }, ANSWER_MS);
    if (answer === undefined && launcher.open) throw silence(job);
    if (signal === "SIGUSR1" || signal === "SIGUSR2" || (await launcher.end(END_MS))) return;
    const fact = `job ${job.job} has not ended ${END_MS / 1000} s after ${signal}`;
    throw new RanksError("ERR_RANKS_TIMEOUT", `${fact}; end it by kill -KILL ${job.pid}`);
  } finally {
    launcher.close();
  }
}

function short(signal: string): string {
  return signal.slice("SIG".length);
}

function signalOf(text: string): JobSignal {
  const name = text.toUpperCase();
  const signal = JOB_SIGNALS.find((one) => one === name || short(one) === name);
  if (signal === undefined)
    throw new InvalidArgumentError(`Give one of ${JOB_SIGNALS.map(short).join(", ")}.`);
  return signal;
}

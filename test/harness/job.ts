import type { ExecutionContext } from "ava";
import { launch } from "ranks";
import { CollectedOutput } from "./collected-output.ts";

export type Carrier = "threads" | "shm" | "zmq" | "ipc" | "auto";

export interface Job {
  readonly size: number;
  readonly carrier: Carrier;
  readonly program: URL;
  readonly argv?: readonly string[];
  /** This one by default. */
  readonly hosts?: readonly string[];
  readonly timeoutMs: number;
}

/** Runs a job that must end well; where it does not, tells what each rank did last and what it complained of. */
export async function passes(
  t: ExecutionContext,
  { size, carrier, program, argv = [], hosts, timeoutMs }: Job,
): Promise<void> {
  const stdout = new CollectedOutput();
  const stderr = new CollectedOutput();
  const { code } = await launch({
    size,
    program,
    argv,
    threads: carrier === "threads",
    transport: carrier,
    ...(hosts && { hosts }),
    tagOutput: true,
    timeoutMs,
    stdout,
    stderr,
  });
  if (code === 0) {
    t.pass();
    return;
  }
  t.fail(
    [
      `${size} ranks over ${carrier}, arguments ${argv.join(" ")}: code ${code}`,
      ...stdout.lastLines(),
      stderr.text.slice(-8000),
    ].join("\n"),
  );
}

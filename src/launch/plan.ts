import { availableParallelism } from "node:os";
import type { StdioOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import os from "node:os";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";
import { CONTROL_FD, RANK, SIZE } from "../job/specification.ts";
import type { JobSpecification } from "../job/specification.ts";
import { CONTROL } from "./member.ts";
import type { MemberCommand } from "./member.ts";
import type { LaunchOptions } from "./options.ts";
import type { Program } from "./program.ts";
import type { Carriers } from "./carriers.ts";

/** Descriptor of the shared memory in a process of ranks. */
const MEMORY = 4;
/** In a process of thread ranks: standard output of its first rank, then its standard error, then those of the next ... */
const FIRST_OUTPUT = 5;

export interface Resources {
  readonly program: Program;
  readonly cwd: string;
  readonly carriers: Carriers;
}

/** The processes of a job. */
export function planJob(options: LaunchOptions, resources: Resources): MemberCommand[] {
  const { size, threads = false, transport = "auto" } = options;
  const { memory, directory } = resources.carriers;
  const ranks = [...Array(size).keys()];
  const common = {
    job: `${process.pid}-${randomBytes(4).toString("hex")}`,
    token: randomBytes(16).toString("hex"),
    size,
    transport,
    processOf: ranks.map((rank) => (threads ? 0 : rank)),
    hostOf: ranks.map(() => 0),
    cores: os.availableParallelism(),
    ...(memory && { memory: { fd: MEMORY, bytes: memory.bytes } }),
    ...(directory !== undefined && { directory }),
  };
  if (threads) return [gang({ ...common, process: 0, ranks }, options, resources)];
  return ranks.map((rank) => single({ ...common, process: rank, ranks: [rank] }, options, resources));
}

/** The descriptors of a thread rank's output, in the process of its gang. */
export function outputOfThread(rank: number): { stdout: number; stderr: number } {
  return { stdout: FIRST_OUTPUT + 2 * rank, stderr: FIRST_OUTPUT + 2 * rank + 1 };
}

/**
 * Where every processor has a rank, V8's helper threads would have to wait for a rank to pause before they could help collect
 * garbage, and the rank waits for them: each collection then costs milliseconds. A rank that collects alone takes a fraction.
 */
function engineFlags({ size }: LaunchOptions): string[] {
  return size >= availableParallelism() ? ["--single-threaded-gc"] : [];
}

function single(
  spec: JobSpecification,
  options: LaunchOptions,
  { program, cwd, carriers }: Resources,
): MemberCommand {
  const [rank] = spec.ranks;
  const stdio: StdioOptions = [stdin(options.stdin === rank), "pipe", "pipe", "pipe"];
  if (carriers.memory) stdio.push(carriers.memory.fd);
  const preload = new URL("../runtime/preload.js", import.meta.url).href;
  const loader = program.tsx ? ["--import", program.tsx.loader] : [];
  return {
    spec,
    arguments: [
      ...engineFlags(options),
      "--import",
      preload,
      ...loader,
      program.file,
      ...(options.argv ?? []),
    ],
    cwd,
    env: { ...environment(options), [RANK]: String(rank) },
    stdio,
  };
}

function gang(spec: JobSpecification, options: LaunchOptions, { program, cwd }: Resources): MemberCommand {
  const reader = options.stdin ?? null;
  return {
    spec: {
      ...spec,
      threads: {
        program: program.file,
        argv: options.argv ?? [],
        output: spec.ranks.map(outputOfThread),
        stdin: reader,
      },
    },
    arguments: [
      ...engineFlags(options),
      fileURLToPath(new URL("../runtime/gang.js", import.meta.url)),
      ...(program.tsx?.register ?? []),
    ],
    cwd,
    env: environment(options),
    stdio: [
      stdin(reader !== null),
      "pipe",
      "pipe",
      "pipe",
      "ignore",
      ...spec.ranks.flatMap(() => ["pipe", "pipe"] as const),
    ],
  };
}

/** A terminal cannot be handed on: only the launcher's session may read it. */
function stdin(reads: boolean): "ignore" | "pipe" | 0 {
  if (!reads) return "ignore";
  return isatty(0) ? "pipe" : 0;
}

function environment({ env, size }: LaunchOptions): NodeJS.ProcessEnv {
  return { ...process.env, ...env, [CONTROL_FD]: String(CONTROL), [SIZE]: String(size), [RANK]: undefined };
}

import type { StdioOptions } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { CONTROL_FD, RANK, SIZE } from "../../job/specification.ts";
import type { JobSpecification } from "../../job/specification.ts";
import type { Carriers } from "./carriers.ts";
import { ranksOf } from "./host-task.ts";
import type { HostTask, ProcessTask } from "./host-task.ts";
import { CONTROL } from "./local-member.ts";
import type { MemberCommand } from "./local-member.ts";
import type { Program } from "./program.ts";

/** Descriptor of the shared memory in a process of ranks. */
const MEMORY = 4;
/** In a process of thread ranks: standard output of its first rank, then its standard error, then those of the next ... */
const FIRST_OUTPUT = 5;

/** Where the rank finds standard input: this host's own, or at the end of a pipe that somebody feeds. */
export type StandardInput = "pipe" | 0;

/** The descriptors of a thread rank's output, by its place in its process. */
export function outputOfThread(index: number): { stdout: number; stderr: number } {
  return { stdout: FIRST_OUTPUT + 2 * index, stderr: FIRST_OUTPUT + 2 * index + 1 };
}

/** How to start one process of a host's task. */
export function commandOf(
  task: HostTask,
  part: ProcessTask,
  program: Program,
  carriers: Carriers,
  input: StandardInput,
): MemberCommand {
  const spec: JobSpecification = {
    ...task.job,
    process: part.process,
    ranks: part.ranks,
    cores: availableParallelism(),
    ...(task.network && { network: task.network }),
    ...(carriers.memory && { memory: { fd: MEMORY, bytes: carriers.memory.bytes } }),
    ...(carriers.directory !== undefined && { directory: carriers.directory }),
  };
  const reads = task.stdin !== null && part.ranks.includes(task.stdin);
  const stdio: StdioOptions = [
    reads ? input : "ignore",
    "pipe",
    "pipe",
    "pipe",
    carriers.memory?.fd ?? "ignore",
  ];
  const common = { cwd: task.cwd, stdio };
  const [first, ...rest] = [...bound(part), process.execPath, ...engineFlags(task)];
  const env = { ...process.env, ...task.env, ...part.env };
  const own = { [CONTROL_FD]: String(CONTROL), [SIZE]: String(task.job.size) };
  if (part.threads) {
    return {
      ...common,
      spec: {
        ...spec,
        threads: {
          program: program.file,
          argv: part.argv,
          output: part.ranks.map((_, index) => {
            const { stdout, stderr } = outputOfThread(index);
            return { stdout, stderr: spec.mergeStderr ? stdout : stderr };
          }),
          stdin: reads ? task.stdin : null,
        },
      },
      words: [first, ...rest, here("../../runtime/gang.js"), ...(program.tsx?.register ?? [])],
      env: { ...env, ...own, [RANK]: undefined },
      stdio: [...stdio, ...part.ranks.flatMap(() => ["pipe", "pipe"] as const)],
    };
  }
  const preload = new URL("../../runtime/preload.js", import.meta.url).href;
  const loader = program.tsx ? ["--import", program.tsx.loader] : [];
  return {
    ...common,
    spec,
    words: [first, ...rest, "--import", preload, ...loader, program.file, ...part.argv],
    env: { ...env, ...own, [RANK]: String(part.ranks[0]) },
  };
}

function here(module: string): string {
  return fileURLToPath(new URL(module, import.meta.url));
}

/**
 * Where every processor has a rank, V8's helper threads would have to wait for a rank to pause before they could help collect
 * garbage, and the rank waits for them: each collection then costs milliseconds. A rank that collects alone takes a fraction.
 */
function engineFlags(task: HostTask): string[] {
  return ranksOf(task).length >= availableParallelism() ? ["--single-threaded-gc"] : [];
}

/** The processors of a process can be chosen only before it starts; util-linux's taskset does that. */
function bound({ cores }: ProcessTask): string[] {
  return cores === undefined ? [] : ["taskset", "--cpu-list", cores.join(",")];
}

/** The descriptors on which the processes of ranks write for people. */
export function outputsOf({ threads, ranks }: { threads: boolean; ranks: readonly number[] }): number[] {
  const own = [1, 2];
  if (!threads) return own;
  return [...own, ...ranks.flatMap((_, index) => Object.values(outputOfThread(index)))];
}

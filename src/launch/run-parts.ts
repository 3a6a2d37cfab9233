import type { Command } from "commander";
import type { PlanProgram } from "./placement/plan.ts";
import { bareRunCommand, OWN_OPTIONS } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";

/** A word of its own between the programs of a job, as all MPI launchers have it. */
const SEPARATOR = ":";

/**
 * The programs of a command line, one or more. `words` are the first program, its arguments, and all that follows. -n, -x and -H
 * belong to the program that they stand before, and all other options to the whole job.
 */
export function programsOf(command: Command, words: readonly string[]): PlanProgram[] {
  const [first, ...others] = split(words);
  return [
    part(command, command.opts(), first),
    ...others.map((text) => {
      const own = bareRunCommand().copyInheritedSettings(command);
      own.parse(withLongNp(text), { from: "user" });
      refuseCommonOptions(own);
      return part(command, own.opts(), own.args);
    }),
  ];
}

/** Users of mpirun type `-np 4`, which is `-n p` to the parser. Only for options before the program. */
export function withLongNp(words: readonly string[]): string[] {
  const { options } = bareRunCommand();
  const changed = [...words];
  for (let i = 0; changed[i]?.startsWith("-") && changed[i] !== "--"; i++) {
    if (changed[i] === "-np") changed[i] = "--np";
    if (options.find((option) => [option.short, option.long].includes(changed[i]))?.required) i++;
  }
  return changed;
}

function split(words: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === SEPARATOR) parts.push([]);
    else parts.at(-1)!.push(word);
  }
  return parts;
}

function part(
  command: Command,
  { np, x, host }: RunOptions,
  [program, ...argv]: readonly (string | undefined)[],
): PlanProgram {
  if (program === undefined) command.error("error: a program is missing beside :");
  return {
    program,
    argv: argv as string[],
    env: x,
    ...(np !== undefined && { count: np }),
    ...(host && { hosts: host }),
  };
}

function refuseCommonOptions(own: Command): void {
  for (const option of own.options) {
    const name = option.attributeName();
    if (own.getOptionValueSource(name) === "cli" && !(OWN_OPTIONS as readonly string[]).includes(name))
      own.error(`error: ${option.flags} is for the whole job; put it before the first program`);
  }
}

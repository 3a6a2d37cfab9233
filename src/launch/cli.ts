#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { benchCommand } from "../bench/command.ts";
import { RanksError } from "../errors.ts";
import { infoCommand } from "../info/info-command.ts";
import { killCommand } from "./kill-command.ts";
import { manifestCommand } from "./manifest-command.ts";
import { psCommand } from "./ps-command.ts";
import { runCommand } from "./run-command.ts";
import { withLongNp } from "./run-parts.ts";
import { topCommand } from "./top-command.ts";

/** What shells and other launchers use for a wrong command line. */
const USAGE = 2;

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const ranks = new Command("ranks")
  .description("Message passing for Node.js: one program as many ranks.")
  .version(version)
  .enablePositionalOptions()
  .addCommand(runCommand())
  .addCommand(psCommand())
  .addCommand(killCommand())
  .addCommand(topCommand())
  .addCommand(manifestCommand())
  .addCommand(benchCommand())
  .addCommand(infoCommand());
for (const command of withSubcommands(ranks)) {
  command.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(text.replace(/^error: /, "ranks: ").replace(/\n\((.*)\)\n$/, " ($1)\n")),
  });
}

try {
  const [command, ...words] = process.argv.slice(2);
  await ranks.parseAsync(command === "run" ? [command, ...withLongNp(words)] : process.argv.slice(2), {
    from: "user",
  });
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  else if (error instanceof RanksError) {
    console.error(`ranks: ${error.message}`);
    process.exitCode = error.code === "ERR_RANKS_USAGE" ? USAGE : 1;
  } else throw error;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

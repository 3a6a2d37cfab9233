import { Command } from "commander";

/** `ranks info`: what is here, what is missing, and how to get it. */
export function infoCommand(): Command {
  return new Command("info")
    .description("show what this machine has for ranks, what is missing, and how to get it")
    .option("--json", "as one JSON object")
    .action(info);
}

async function info({ json }: { readonly json?: true }): Promise<void> {
  // Not for every other command to load.
  const { information } = await import("./information.ts");
  const { describe } = await import("./describe.ts");
  const all = await information();
  console.log(json ? JSON.stringify(all) : describe(all));
}

import { Command } from "commander";

/** `ranks top`: what the ranks of a job are doing. */
export function topCommand(): Command {
  return new Command("top")
    .description("show what the ranks of one of your jobs are doing; on a terminal until q or Ctrl-C")
    .argument("[job]", "its id, as `ranks ps` shows it, or the beginning of that; not needed for an only job")
    .option("--json", "once, as JSON")
    .action(async (job: string | undefined, options: { readonly json?: true }) => {
      // Not for every other command to load.
      const { top } = await import("./top.ts");
      await top(job, options.json ?? false);
    });
}

import { split } from "shlex";
import { usage } from "./usage.ts";

/** The words of a command line such as `ssh -p 2222 -i "my key"`, as a POSIX shell reads them, though without its substitutions. */
export function shellWords(text: string): string[] {
  try {
    return split(text);
  } catch (cause) {
    usage(`the command ${text} can't be read (${(cause as Error).message}); close its quotes`);
  }
}

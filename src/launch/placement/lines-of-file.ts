import { readFileSync } from "node:fs";
import { RanksError } from "../../errors.ts";
import { usage } from "../usage.ts";

/** `what` it is, for the error. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    usage(`the ${what} ${file} can't be read (${(cause as Error).message}); check its name`);
  }
}

/** What `read` makes of each line that holds more than a comment. Its errors get file and line. Blanks around `=` are gone. */
export function readLines<T>(text: string, file: string, read: (line: string) => T): T[] {
  return text.split(/\r?\n/).flatMap((whole, i) => {
    const line = whole
      .replace(/#.*/, "")
      .replaceAll(/\s*=\s*/g, "=")
      .trim();
    if (line === "") return [];
    try {
      return [read(line)];
    } catch (error) {
      if (!(error instanceof RanksError)) throw error;
      throw new RanksError(error.code, `${file}:${i + 1}: ${error.message}`, { cause: error });
    }
  });
}

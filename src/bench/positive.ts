import { InvalidArgumentError } from "commander";

/** A number of ranks, samples or the like on a command line. */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Give a whole number above 0.");
  return number;
}

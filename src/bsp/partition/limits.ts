import { RanksError } from "../../errors.ts";

/** `what` is the call, as the program wrote it. */
export function requireSize(what: string, role: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  refuse(`${what}: ${role} is ${value}; give a whole number, ${least} or more`);
}

export function requireBelow(what: string, role: string, index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  const range = length === 0 ? "there is none" : `there are 0 to ${length - 1}`;
  refuse(`${what}: ${role} is ${index}; ${range}`);
}

function refuse(what: string): never {
  throw new RanksError("ERR_RANKS_USAGE", what);
}

import { RanksError } from "../errors.ts";

/** Refuses what somebody asked for. `message`: fact; remedy. */
export function usage(message: string): never {
  throw new RanksError("ERR_RANKS_USAGE", message);
}

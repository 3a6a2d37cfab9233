import { RanksError } from "../errors.ts";
import { nameOf } from "./dial.ts";
import type { Place } from "./dial.ts";

/** Why rank 0 can't listen there. */
export function listenError(place: Place, cause: NodeJS.ErrnoException): RanksError {
  const { code, message } = cause;
  const remedy =
    code === "EADDRINUSE"
      ? "another program has this port: give the job another one, or start it anew"
      : code === "EADDRNOTAVAIL"
        ? "this machine has no such address: start rank 0 on the machine that has it, or name its network interface in RANKS_IFACE"
        : "choose a port and an address that rank 0 may listen on";
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `rank 0 can't listen at ${nameOf(place)} (${message}); ${remedy}`,
    {
      cause,
    },
  );
}

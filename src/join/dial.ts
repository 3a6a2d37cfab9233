import { isIP } from "node:net";
import { connect } from "node:tls";
import type { TLSSocket } from "node:tls";
import { RanksError } from "../errors.ts";
import { clientTerms } from "./key.ts";
import type { Key } from "./key.ts";
import { reach } from "./reach.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** "host:1234", "[fd00::2]:1234". */
export function nameOf({ host, port }: Place): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Connects to the hub, which may not be there yet. */
export function dial(place: Place, key: Key, deadline: number): Promise<TLSSocket> {
  return reach(`rank 0 at ${nameOf(place)}`, deadline, (limitMs) => attempt(place, key, limitMs));
}

function attempt(place: Place, key: Key, limitMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, ...clientTerms(key) });
    const limit = setTimeout(() => {
      socket.destroy(Object.assign(new Error("it does not answer"), { code: "ETIMEDOUT" }));
    }, limitMs);
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(limit);
      reject(refusal(place, error) ?? error);
    };
    socket.once("error", fail).once("secureConnect", () => {
      clearTimeout(limit);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

/** Who answers, but not as rank 0 would, never will. */
function refusal(place: Place, cause: NodeJS.ErrnoException): RanksError | undefined {
  const { code = "" } = cause;
  if (!code.startsWith("ERR_SSL_")) return undefined;
  const refused = code.includes("_ALERT_");
  const what = refused
    ? `rank 0 at ${nameOf(place)} refused this rank, which has another secret; give all ranks the same RANKS_SECRET, and start them all anew`
    : `what listens at ${nameOf(place)} is no rank 0; give the job a port of its own`;
  return new RanksError("ERR_RANKS_LAUNCH", what, { cause });
}

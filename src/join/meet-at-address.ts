import { RanksError } from "../errors.ts";
import type { Place } from "./dial.ts";
import { addressOfInterface, listeningAddress } from "./interfaces.ts";
import { keyFrom } from "./key.ts";
import type { Meeting, Newcomer } from "./meeting.ts";

/** All ranks know a place, where rank 0 listens, the same `name` for its host, and a secret. */
export async function meetAtAddress(newcomer: Newcomer, place: Place, name: string): Promise<Meeting> {
  const { membership, settings } = newcomer;
  const { secret, insecure, iface } = settings;
  if (secret === undefined && !insecure)
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${membership.engine} started this program as rank ${membership.rank} of ${membership.size}, and nothing tells the ranks from strangers; ` +
        "give all of them the same secret in the environment, RANKS_SECRET=$(openssl rand -hex 32), " +
        "or RANKS_INSECURE=1 where the network is trusted",
    );
  // Without a secret the key is no secret either.
  const key = keyFrom(secret ?? "", `${name}:${place.port}`);
  if (membership.rank === 0) {
    const host = iface === undefined ? await listeningAddress(place.host) : addressOfInterface(iface);
    return { place: { host, port: (await newcomer.openHub({ ...place, host }, key)).port }, key };
  }
  return { place, key };
}

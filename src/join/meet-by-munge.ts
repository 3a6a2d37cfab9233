import type { Place } from "./dial.ts";
import { meetAtAddress } from "./meet-at-address.ts";
import { addressOfInterface, listeningAddress } from "./interfaces.ts";
import { addressOfNode } from "./node-address.ts";
import { freshKey } from "./key.ts";
import type { Meeting, Newcomer } from "./meeting.ts";
import { fetchTicket, openTicketOffice } from "./ticket-office.ts";

/**
 * Rank 0 has a ticket office on a node of Slurm that all ranks know, and munge vouches for the tickets; or all know a secret, and
 * then it needs neither.
 */
export async function meetByMunge(newcomer: Newcomer, node: string, port: number): Promise<Meeting> {
  const place = { host: await addressOfNode(node), port };
  if (newcomer.settings.secret !== undefined) return meetAtAddress(newcomer, place, node);
  if (newcomer.membership.rank === 0) return openBoth(newcomer, place);
  const { key, ...hub } = await fetchTicket(place, newcomer.deadline);
  return { place: hub, key: Buffer.from(key, "hex") };
}

async function openBoth(newcomer: Newcomer, office: Place): Promise<Meeting> {
  const { iface } = newcomer.settings;
  const host = iface === undefined ? await listeningAddress(office.host) : addressOfInterface(iface);
  const key = freshKey();
  const hub = await newcomer.openHub({ host, port: 0 }, key);
  const place = { host, port: hub.port };
  const ticket = { ...place, key: key.toString("hex") };
  const server = await openTicketOffice({ ...office, host }, ticket, (text) => newcomer.onWarning(text));
  void hub.gathered().then(() => server.close());
  return { place, key };
}

import { readFileSync } from "node:fs";
import type { Membership } from "../engines/membership.ts";
import { Channel } from "./channel.ts";
import { dial } from "./dial.ts";
import type { Place } from "./dial.ts";
import { Hub } from "./hub.ts";
import type { Key } from "./key.ts";
import { meetAtAddress } from "./meet-at-address.ts";
import { meetByMunge } from "./meet-by-munge.ts";
import { meetByPmi } from "./meet-by-pmi.ts";
import type { Meeting, Newcomer } from "./meeting.ts";
import type { MemoryOffer } from "./messages.ts";
import { ownProcessors } from "./processors.ts";
import { RankConnection } from "./rank-connection.ts";
import type { OpenMemory } from "./rank-connection.ts";
import type { Settings } from "./settings.ts";

/** Memory for the ranks of a host, which one of them makes and the others open; undefined where that can't be. */
export interface HostMemory {
  make(ranks: number): MemoryOffer | undefined;
  readonly open: OpenMemory;
}

/** A rank that has joined. */
export interface Joined {
  readonly connection: RankConnection;
  /** In the process of rank 0. */
  readonly hub: Hub | undefined;
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const TRUSTING =
  "RANKS_INSECURE=1: what goes between hosts is not encrypted, and nothing but RANKS_SECRET keeps strangers out";

/** Joins a job that another launcher started. */
export async function joinJob(
  membership: Membership,
  settings: Settings,
  tolerant: boolean,
  memory: HostMemory,
  onWarning: (text: string) => void,
): Promise<Joined> {
  const { rank, size } = membership;
  const { startMs, silenceMs, insecure } = settings;
  const deadline = performance.now() + startMs;
  if (insecure && rank === 0) onWarning(TRUSTING);
  let hub: Hub | undefined;
  const openHub = async ({ host, port }: Place, key: Key): Promise<Hub> => {
    const options = { host, port, key, size, version, startMs, silenceMs, encrypt: !insecure, onWarning };
    return (hub = await Hub.open(options));
  };
  try {
    const meeting = await meet({ membership, settings, deadline, openHub, onWarning });
    const socket = await dial(meeting.place, meeting.key, deadline);
    const channel = new Channel(socket, silenceMs);
    const { node, local } = whereIs(membership, meeting);
    const makes = local.rank === 0 && local.size > 1;
    const offer = (makes ? memory.make(local.size) : undefined) ?? null;
    const processors = ownProcessors();
    const hello = { type: "hello", version, rank, size, node, processors, memory: offer, tolerant } as const;
    return { connection: await RankConnection.enter(channel, hello, memory.open), hub };
  } catch (error) {
    await hub?.end();
    throw error;
  }
}

function meet(newcomer: Newcomer): Promise<Meeting> {
  const { rendezvous } = newcomer.membership;
  switch (rendezvous.kind) {
    case "pmi":
      return meetByPmi(newcomer, rendezvous.fd);
    case "address":
      return meetAtAddress(newcomer, rendezvous, rendezvous.host);
    case "munge":
      return meetByMunge(newcomer, rendezvous.node, rendezvous.port);
  }
}

/** This rank's node, and its place there. */
function whereIs(
  { rank, node, local }: Membership,
  { nodeOf }: Meeting,
): { readonly node: string | null; readonly local: { readonly rank: number; readonly size: number } } {
  if (nodeOf === undefined) return { node: node ?? null, local: local ?? { rank: 0, size: 1 } };
  const neighbours = [...nodeOf.keys()].filter((other) => nodeOf[other] === nodeOf[rank]);
  return { node: String(nodeOf[rank]), local: { rank: neighbours.indexOf(rank), size: neighbours.length } };
}

import { Socket } from "node:net";
import { RanksError } from "../errors.ts";
import type { Place } from "./dial.ts";
import { addressOfInterface, LOOPBACK, outwardAddress } from "./interfaces.ts";
import { freshKey } from "./key.ts";
import type { Meeting, Newcomer } from "./meeting.ts";
import { PmiClient } from "./pmi-client.ts";
import { parseProcessMapping } from "./process-mapping.ts";
import { within } from "./within.ts";

/** Where the hub is and its key, for all ranks. Values have no spaces. */
const HUB = "ranks-hub";

/** The launcher keeps keys and values: rank 0 puts there where its hub is. */
export async function meetByPmi(newcomer: Newcomer, fd: number): Promise<Meeting> {
  const { settings, deadline } = newcomer;
  const pmi = await PmiClient.open(new Socket({ fd, readable: true, writable: true }));
  return within(
    meet(newcomer, pmi),
    deadline - performance.now(),
    () =>
      new RanksError(
        "ERR_RANKS_LAUNCH",
        `some ranks did not join within ${settings.startMs / 1000} s: a rank joins when its program calls init(); ` +
          "check that all do (the environment variable RANKS_START_TIMEOUT allows more seconds)",
      ),
  );
}

async function meet(newcomer: Newcomer, pmi: PmiClient): Promise<Meeting> {
  const { rank, size } = newcomer.membership;
  const nodeOf = parseProcessMapping((await pmi.get("PMI_process_mapping")) ?? "", size);
  if (rank === 0) await pmi.put(HUB, await openHub(newcomer, nodeOf));
  await pmi.barrier();
  const value = await pmi.get(HUB);
  // The launcher would take an end without this word for a failure, whatever its code.
  await pmi.finalize();
  const [host, port, key] = (value ?? "").split(",") as [string, string?, string?];
  if (key === undefined)
    throw new RanksError(
      "ERR_RANKS_LAUNCH",
      "rank 0 did not tell the launcher where it is; look at what it wrote",
    );
  return { place: { host, port: Number(port) }, key: Buffer.from(key, "hex"), ...(nodeOf && { nodeOf }) };
}

async function openHub(newcomer: Newcomer, nodeOf: readonly number[] | undefined): Promise<string> {
  const { iface } = newcomer.settings;
  const oneNode = nodeOf !== undefined && new Set(nodeOf).size === 1;
  const inside = oneNode ? LOOPBACK : outwardAddress();
  const place: Place = { host: iface === undefined ? inside : addressOfInterface(iface), port: 0 };
  const key = freshKey();
  const { port } = await newcomer.openHub(place, key);
  return [place.host, port, key.toString("hex")].join(",");
}

import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { RanksError } from "../errors.ts";
import { nameOf } from "./dial.ts";
import type { Place } from "./dial.ts";
import { listenError } from "./listen-error.ts";
import { munge, unmunge } from "./munge.ts";
import { reach } from "./reach.ts";

/** Customers at a time: each costs a process. The others come again. */
const COUNTERS = 16;

/** Longer answers are no tickets. */
const TICKET_BYTES = 16 << 10;

/** So long a customer may take to read its ticket, and an office to write it. */
const PATIENCE_MS = 10_000;

/** Where the hub is, and the key to it. */
export interface Ticket extends Place {
  /** Hexadecimal. */
  readonly key: string;
}

/**
 * Gives a ticket to whoever connects: a credential that only processes of the same user can open. It can be opened once on each
 * host, so everybody gets one of its own.
 */
export async function openTicketOffice(
  place: Place,
  ticket: Ticket,
  onWarning: (text: string) => void,
): Promise<Server> {
  const payload = JSON.stringify(ticket);
  let warned = false;
  const office = createServer((customer) => {
    customer.setTimeout(PATIENCE_MS, () => customer.destroy()).on("error", () => customer.destroy());
    munge(payload).then(
      (credential) => customer.end(credential),
      (error: unknown) => {
        customer.destroy();
        if (!warned) onWarning((error as Error).message);
        warned = true;
      },
    );
  });
  office.maxConnections = COUNTERS;
  office.listen({ ...place, backlog: 1024 });
  await once(office, "listening").catch((error: unknown) => {
    throw listenError(place, error as Error);
  });
  office.on("error", ({ message }) => onWarning(message));
  return office;
}

/** Fetches a ticket, from an office that may not be open yet. */
export async function fetchTicket(place: Place, deadline: number): Promise<Ticket> {
  const whom = `rank 0 at ${nameOf(place)}`;
  const credential = await reach(whom, deadline, (limitMs) => read(place, Math.min(limitMs, PATIENCE_MS)));
  return JSON.parse(await unmunge(credential)) as Ticket;
}

/** All that an office says. */
function read(place: Place, limitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(place);
    const give = (code: string, why: string): void =>
      void socket.destroy(Object.assign(new Error(why), { code }));
    const limit = setTimeout(() => give("ETIMEDOUT", "it does not answer"), limitMs);
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      answer += chunk;
      if (answer.length > TICKET_BYTES) socket.destroy(strange(place));
    });
    socket.once("error", reject).once("end", () => {
      // An office that is full closes at once.
      if (answer === "") give("ECONNRESET", "it closed the connection");
      else if (answer.startsWith("MUNGE:")) resolve(answer);
      else reject(strange(place));
    });
    socket.once("close", () => clearTimeout(limit));
  });
}

function strange(place: Place): RanksError {
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `what listens at ${nameOf(place)} is no rank 0: another program has the port of this job; start the job anew`,
  );
}

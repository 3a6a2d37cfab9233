import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import { munge, unmunge } from "#dist/join/munge.js";
import { fetchTicket, openTicketOffice } from "#dist/join/ticket-office.js";
import { freePort } from "../integration/by-hand.ts";

const host = "127.0.0.1";
const TICKET = { host: "10.0.0.1", port: 1234, key: "00ff" };

function soon(): number {
  return performance.now() + 30_000;
}

/** Something else that listens where an office should be. */
async function pretend(t: ExecutionContext, answer: string): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => socket.on("error", () => undefined).end(answer)).listen(0, host);
  await once(server, "listening");
  t.teardown(() => server.close());
  return { host, port: (server.address() as AddressInfo).port };
}

test("everybody who asks gets a ticket, and those who come early wait", async (t) => {
  const place = { host, port: await freePort() };
  const early = fetchTicket(place, soon());
  await new Promise((resolve) => setTimeout(resolve, 100));
  const said: string[] = [];
  const office = await openTicketOffice(place, TICKET, (text) => said.push(text));
  t.teardown(() => office.close());
  t.deepEqual(await early, TICKET);
  // More at a time than it serves at a time.
  const many = await Promise.all(Array.from({ length: 40 }, () => fetchTicket(place, soon())));
  for (const ticket of many) t.deepEqual(ticket, TICKET);
  t.deepEqual(said, []);
});

test("a credential opens once", async (t) => {
  const credential = await munge("payload\n\nwith empty lines");
  t.is(await unmunge(credential), "payload\n\nwith empty lines");
  await t.throwsAsync(unmunge(credential), { code: "ERR_RANKS_LAUNCH", message: /replay/i });
});

test("another user's office is none of ours", async (t) => {
  const input = JSON.stringify(TICKET);
  const credential = execFileSync("setpriv", ["--reuid=nobody", "--clear-groups", "munge"], {
    input,
  }).toString();
  const place = await pretend(t, credential);
  await t.throwsAsync(fetchTicket(place, soon()), {
    code: "ERR_RANKS_LAUNCH",
    message: /user \d+ answered in place of rank 0/,
  });
});

for (const [what, answer, message] of [
  ["another service", "220 welcome\r\n", /no rank 0: another program has the port/],
  ["one that says too much", `MUNGE:${"x".repeat(1 << 16)}`, /no rank 0: another program has the port/],
  ["one that makes up a credential", "MUNGE:AwQFAAC", /MUNGE can't vouch/],
] as const)
  test(`${what} is no office`, async (t) => {
    const place = await pretend(t, answer);
    await t.throwsAsync(fetchTicket(place, soon()), { code: "ERR_RANKS_LAUNCH", message });
  });

test("an office can't open where another program listens", async (t) => {
  const place = await pretend(t, "");
  await t.throwsAsync(
    openTicketOffice(place, TICKET, () => undefined),
    { code: "ERR_RANKS_LAUNCH", message: /rank 0 can't listen at .*EADDRINUSE/ },
  );
});

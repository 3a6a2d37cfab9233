// PROCESSES processes, in the environment, a power of two, with a PAIR socket over tcp between each two whose numbers differ in
// one bit. The first one starts the others by the same script; they speak over Node's channel, for which no clock runs.
import { fork } from "node:child_process";
import { on } from "node:events";
import { Pair } from "zeromq";

export const size = Number(process.env.PROCESSES);
export const rank = Number(process.env.PROCESS ?? 0);

const env = (number) => ({ ...process.env, PROCESS: String(number) });
const others =
  rank === 0
    ? Array.from({ length: size - 1 }, (_, i) =>
        fork(process.argv[1], process.argv.slice(2), { env: env(i + 1) }),
      )
    : [];

// Where one is killed the others end, too.
if (rank > 0) process.on("disconnect", () => process.exit());
for (const other of others) other.on("exit", (code) => code !== 0 && process.exit(1));

const mail = (rank === 0 ? others : [process]).map((other) => on(other, "message"));
const next = async (messages) => (await messages.next()).value[0];

/** The first one's word; every process gets it. */
export async function fromFirst(word) {
  for (const other of others) other.send(word);
  return rank === 0 ? word : next(mail[0]);
}

/** Everybody's words, in order, at the first one. */
export async function toFirst(word) {
  if (rank > 0) process.send(word);
  return rank === 0 ? [word, ...(await Promise.all(mail.map(next)))] : [];
}

/** The socket to the process whose number differs in the bit of this mask. */
export const sockets = new Map();
const endpoints = {};
for (let mask = 1; mask < size; mask *= 2) {
  const socket = new Pair({ linger: 0 });
  sockets.set(mask, socket);
  if (rank & mask) continue;
  await socket.bind("tcp://127.0.0.1:*");
  endpoints[rank + mask] = socket.lastEndpoint;
}
const all = await fromFirst(await toFirst(endpoints));
for (const [mask, socket] of sockets) if (rank & mask) socket.connect(all[rank - mask][rank]);

export function leave() {
  for (const socket of sockets.values()) socket.close();
  if (rank > 0) process.disconnect();
}

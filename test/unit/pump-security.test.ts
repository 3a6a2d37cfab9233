import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Context, curveKeyPair, Push, Reply } from "zeromq";
import { BATCH_BYTES, FLAGS, MAGIC, MAGIC_NUMBER, PROCESSES, SEQUENCE } from "#dist/transport/batch.js";
import { TOKEN as TOKEN_AT, tokenWords } from "#dist/transport/batch.js";
import type { PumpEndpoint } from "#dist/transport/pump-network.js";
import { randomFrom } from "../harness/random.ts";
import { Station, TOKEN, until } from "./pump-station.ts";
import { Traffic } from "./pump-traffic.ts";

// Who is not of the job, and comes to the port of rank 1's process, while messages flow between ranks 0 and 1.

const NETWORK = { address: "127.0.0.1", encrypt: true, silenceMs: 2000 };
const NO_ENCRYPTION = "a connection that does not encrypt was refused";
const OTHER_KEY = "a connection from 127.0.0.1 with a key that is not of this job was refused";
const NO_FIT = "a connection whose keys do not fit was refused";
const NO_PUMP = "a connection that did not say what a process of this job says was refused";

interface Job {
  readonly endpoint: PumpEndpoint;
  readonly port: number;
  /** Complete when rank 1's process has warned of this, and of nothing else, and messages flow on in order, up to the last. */
  unharmed(...warnings: string[]): Promise<void>;
}

/** Two processes whose ranks send to each other; `guest` is a third one's endpoint, which the test plays itself. */
async function startJob(t: ExecutionContext, guest?: PumpEndpoint): Promise<Job> {
  const processOf = guest === undefined ? [0, 1] : [0, 1, 2];
  const stations = [0, 1].map((process) => new Station(process, processOf, undefined, NETWORK));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  for (const { pump } of stations) pump.connect(guest === undefined ? endpoints : [...endpoints, guest]);
  const traffic = new Traffic(stations);
  await traffic.flows();
  const [one, two] = stations;
  const unharmed = async (...warnings: string[]): Promise<void> => {
    await until(() => warnings.every((text) => two.warnings.includes(text)), "the warnings");
    await traffic.flows();
    await traffic.stop();
    t.deepEqual(two.warnings, warnings);
    t.deepEqual(one.warnings, []);
    t.deepEqual([one.lost, two.lost].flat(), []);
    for (const { pump } of stations) await pump.close();
  };
  const [, endpoint] = endpoints;
  return { endpoint, port: Number(new URL(endpoint.address).port), unharmed };
}

/** A socket of somebody else, in a context of its own: another process would be the same. */
function outsider(address: string, keys?: { key: string; publicKey: string; secretKey: string }): Push {
  const socket = new Push({ context: new Context({ blocky: false }), linger: 0, sendTimeout: 0 });
  if (keys !== undefined) {
    socket.curveServerKey = keys.key;
    socket.curvePublicKey = keys.publicKey;
    socket.curveSecretKey = keys.secretKey;
  }
  socket.connect(address);
  return socket;
}

/** Sends where it can: ZeroMQ may know already that the socket was refused. */
async function offer(socket: Push, message: Int32Array): Promise<void> {
  await socket.send(message).catch(() => undefined);
}

/** A batch without records, as process `source` sends it to process 1. */
function batch(source: number, sequence: number): Int32Array {
  const words = new Int32Array(FLAGS + 1);
  words[MAGIC] = MAGIC_NUMBER;
  words[PROCESSES] = source | (1 << 16);
  words.set(tokenWords(TOKEN), TOKEN_AT);
  words[SEQUENCE] = sequence;
  return words;
}

function rawConnection(port: number): Socket {
  return connect(port, "127.0.0.1").on("error", () => undefined);
}

async function whenClosed(sockets: readonly Socket[]): Promise<void> {
  await until(() => sockets.every(({ destroyed }) => destroyed), "the connections to be cut off");
}

/** What a client of ZMTP 3.1 says first. */
function greeting(mechanism: string): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]);
  bytes.write(mechanism, 12);
  return bytes;
}

test("who does not encrypt", async (t) => {
  const job = await startJob(t);
  // ZeroMQ's own client would give up as soon as it sees that the other side encrypts, which may be before it is turned away.
  const ready = Buffer.from("\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH", "latin1");
  const message = new Uint8Array(batch(0, 1).buffer);
  const sockets = [1, 2, 3].map(() => {
    const socket = rawConnection(job.port).resume();
    socket.write(Buffer.concat([greeting("NULL"), ready, Buffer.from([0, message.length]), message]));
    return socket;
  });
  await whenClosed(sockets);
  await job.unharmed(NO_ENCRYPTION);
});

test("who knows the public key, and has a key pair of its own", async (t) => {
  const job = await startJob(t);
  const strangers = [1, 2, 3].map(() =>
    outsider(job.endpoint.address, { key: job.endpoint.key!, ...curveKeyPair() }),
  );
  for (const stranger of strangers) await offer(stranger, batch(0, 1));
  await job.unharmed(OTHER_KEY);
  for (const stranger of strangers) stranger.close();
});

test("who takes another process's public key for this one's", async (t) => {
  const job = await startJob(t);
  const stranger = outsider(job.endpoint.address, { key: curveKeyPair().publicKey, ...curveKeyPair() });
  await offer(stranger, batch(0, 1));
  await job.unharmed(NO_FIT);
  stranger.close();
});

test("a key that an older job let in", async (t) => {
  const keys = curveKeyPair();
  const older = new Station(1, [0, 1], undefined, NETWORK);
  const { address, key = "" } = await older.pump.listen();
  older.pump.connect([{ address: "tcp://127.0.0.1:9", key: keys.publicKey }, null]);
  const member = outsider(address, { key, ...keys });
  await member.send(batch(0, 5));
  await until(() => older.lost.length === 1, "the older job to hear of it");
  t.deepEqual(older.lost, ["0: batch 1 was expected and 5 came"]);
  member.close();
  await older.pump.close();

  const job = await startJob(t);
  const again = outsider(job.endpoint.address, { key: job.endpoint.key!, ...keys });
  await offer(again, batch(0, 1));
  await job.unharmed(OTHER_KEY);
  again.close();
});

test("bytes that are no ZeroMQ", async (t) => {
  const job = await startJob(t);
  const random = randomFrom(11);
  const openings = [
    Buffer.from("GET / HTTP/1.1\r\nHost: here\r\n\r\n"),
    Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]),
    ...Array.from({ length: 20 }, () => Buffer.from(Array.from({ length: 500 }, () => random(256)))),
    // As a greeting begins.
    ...Array.from({ length: 20 }, () =>
      Buffer.concat([Buffer.from([0xff]), Buffer.from(Array.from({ length: 500 }, () => random(256)))]),
    ),
  ];
  const sockets = openings.map((bytes) => {
    const socket = rawConnection(job.port).resume();
    socket.write(bytes);
    return socket;
  });
  await whenClosed(sockets);
  // Some of them pass for another mechanism.
  await job.unharmed(NO_ENCRYPTION, NO_PUMP);
});

test("a slow connector", async (t) => {
  const job = await startJob(t);
  const socket = rawConnection(job.port).resume();
  let at = 0;
  const writing = setInterval(() => socket.write(greeting("CURVE").subarray(at, ++at)), 200);
  await whenClosed([socket]);
  clearInterval(writing);
  await job.unharmed(NO_PUMP);
});

test("a thousand connections that say nothing, before the job starts and while it runs", async (t) => {
  const stations = [0, 1].map((process) => new Station(process, [0, 1], undefined, NETWORK));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  const port = Number(new URL(endpoints[1].address).port);
  const idlers = (): Socket[] => Array.from({ length: 500 }, () => rawConnection(port).resume());
  const early = idlers();
  await until(() => early.every(({ pending }) => !pending), "the first connections");
  for (const { pump } of stations) pump.connect(endpoints);
  const traffic = new Traffic(stations);
  await traffic.flows();
  const late = idlers();
  await traffic.flows();
  await whenClosed([...early, ...late]);
  await traffic.flows();
  await traffic.stop();
  await until(() => stations[1].warnings.length > 0, "the warning");
  t.deepEqual(stations[1].warnings, [NO_PUMP]);
  t.deepEqual(
    stations.flatMap(({ lost }) => lost),
    [],
  );
  for (const { pump } of stations) await pump.close();
});

test("a frame that is too long, from somebody who is not let in yet", async (t) => {
  const job = await startJob(t);
  const socket = rawConnection(job.port).resume();
  // A command of 2^40 bytes.
  const command = Buffer.from([6, 0, 0, 1, 0, 0, 0, 0, 0]);
  socket.write(Buffer.concat([greeting("CURVE"), command, Buffer.alloc(1 << 20)]));
  await whenClosed([socket]);
  await job.unharmed(NO_PUMP);
});

test("a frame that is too long, from a process of the job", async (t) => {
  const keys = curveKeyPair();
  const stations = [0, 1].map((process) => new Station(process, [0, 1, 2], undefined, NETWORK));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  const guest = { address: "tcp://127.0.0.1:9", key: keys.publicKey };
  for (const { pump } of stations) pump.connect([...endpoints, guest]);
  const traffic = new Traffic(stations);
  const { address, key = "" } = endpoints[1];
  const socket = outsider(address, { key, ...keys });
  await socket.send(Buffer.alloc(BATCH_BYTES + 1000));
  const sending = setInterval(() => void offer(socket, batch(2, 2)), 20);
  await until(() => stations[1].lost.length === 1, "the loss of the process that sent it");
  clearInterval(sending);
  t.deepEqual(stations[1].lost, ["2: batch 1 was expected and 2 came"]);
  await traffic.flows();
  await traffic.stop();
  t.deepEqual(stations[0].lost, []);
  socket.close();
  for (const { pump } of stations) await pump.close();
});

test("a recorded connection that is played again", async (t) => {
  const stations = [0, 1].map((process) => new Station(process, [0, 1], undefined, NETWORK));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  const port = Number(new URL(endpoints[1].address).port);
  const recorded: Buffer[] = [];
  const proxy = createServer((from) => {
    const to = rawConnection(port);
    from.on("data", (data) => recorded.push(data)).on("error", () => undefined);
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  stations[0].pump.connect([null, { ...endpoints[1], address }]);
  stations[1].pump.connect(endpoints);
  const traffic = new Traffic(stations);
  await traffic.flows();
  const replays = [1, 2, 3].map(() => {
    const socket = rawConnection(port).resume();
    socket.write(Buffer.concat(recorded));
    return socket;
  });
  await whenClosed(replays);
  await until(() => stations[1].warnings.length > 0, "the warning");
  await traffic.flows();
  await traffic.stop();
  t.deepEqual(stations[1].warnings, [NO_PUMP]);
  t.deepEqual(
    stations.flatMap(({ lost }) => lost),
    [],
  );
  for (const { pump } of stations) await pump.close();
  proxy.close();
});

test("peers that connect before the keys are known get in later", async (t) => {
  // The second one's handshakes end sooner than the first one's patience.
  const stations = [10_000, 1000].map(
    (silenceMs, process) => new Station(process, [0, 1], undefined, { ...NETWORK, silenceMs }),
  );
  const [one, two] = stations;
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  one.pump.connect(endpoints);
  one.trySend(0, 1, 1, Uint8Array.of(1));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  two.pump.connect(endpoints);
  await until(() => two.tryReceive(1)?.tag === 1, "the message");
  t.deepEqual(two.warnings, []);
  for (const { pump } of stations) await pump.close();
});

test("a program's own handler of ZAP has nothing to do with the job's", async (t) => {
  const own = new Reply();
  await own.bind("inproc://zeromq.zap.01");
  const job = await startJob(t);
  await job.unharmed();
  t.false(own.readable);
  own.close();
});

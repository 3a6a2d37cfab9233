import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { Push } from "zeromq";
import {
  FLAGS,
  MAGIC,
  MAGIC_NUMBER,
  PROCESSES,
  SEQUENCE,
  TOKEN as TOKEN_AT,
  tokenWords,
} from "#dist/transport/batch.js";
import { randomFrom } from "../harness/random.ts";
import type { Arrived } from "./pump-station.ts";
import { connectedStations, Station, TOKEN, until } from "./pump-station.ts";

const TINY_WINDOW = 40_000;

const NETWORK = { address: "127.0.0.1", encrypt: true, silenceMs: 10_000 };
const loopbacks = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
const WAYS = {
  loopback: () => ({}),
  "a directory": (directory: string) => ({ directory }),
  "a network": () => ({ network: { ...NETWORK, encrypt: false } }),
  "an encrypted network": () => ({ network: NETWORK }),
  ...(loopbacks.includes("::1") && {
    "an encrypted IPv6 network": () => ({ network: { ...NETWORK, address: "::1" } }),
  }),
};

for (const [name, way] of Object.entries(WAYS)) {
  for (const window of [undefined, TINY_WINDOW]) {
    test(`random traffic over ${name}, window ${window ?? "as usual"}`, async (t) => {
      const directory = mkdtempSync(join(tmpdir(), "ranks-pump-"));
      const processOf = [0, 0, 1, 2, 2];
      const stations = await connectedStations(processOf, { ...way(directory), window });
      const random = randomFrom(window === undefined ? 1 : 2);
      const expected = new Map<string, Arrived[]>();
      const got = new Map<string, number>();
      let open = 0;
      const readAll = (): void => {
        for (let rank = 0; rank < processOf.length; rank++) {
          for (let arrived; (arrived = stations[processOf[rank]].tryReceive(rank)) !== undefined; open--) {
            const key = `${arrived.source} ${rank}`;
            const number = got.get(key) ?? 0;
            got.set(key, number + 1);
            const wanted = expected.get(key)![number];
            if (arrived.tag !== wanted.tag || Buffer.compare(arrived.bytes, wanted.bytes) !== 0) {
              t.fail(`message ${number} of ${key} is not what was sent`);
            }
          }
        }
      };
      for (let i = 0; i < 3000; i++) {
        const source = random(processOf.length);
        const dest = random(processOf.length);
        if (processOf[source] === processOf[dest]) continue;
        const station = stations[processOf[source]];
        const bytes = new Uint8Array(random(10) === 0 ? random(station.largest + 1) : random(100)).fill(i);
        const wait = (): boolean => {
          readAll();
          return station.trySend(source, dest, i, bytes);
        };
        if (!station.trySend(source, dest, i, bytes)) await until(wait, "room in a ring");
        open++;
        const key = `${source} ${dest}`;
        expected.set(key, [...(expected.get(key) ?? []), { source, tag: i, bytes }]);
        if (random(20) === 0) await new Promise(setImmediate);
        if (random(5) === 0) readAll();
      }
      await until(() => (readAll(), open === 0), "the last message");
      t.deepEqual(await Promise.all(stations.map(({ pump }) => pump.leave(5000))), [true, true, true]);
      for (const { pump, lost, warnings } of stations) {
        await pump.close();
        t.deepEqual([...lost, ...warnings], []);
      }
      rmSync(directory, { recursive: true });
    });
  }
}

test("a rank that doesn't read: what waits is bounded, the sender feels it, and nothing is lost", async (t) => {
  const [one, two] = await connectedStations([0, 1], { window: TINY_WINDOW * 4 });
  const bytes = new Uint8Array(3000);
  let sent = 0;
  let full = 0;
  while (full < 50) {
    if (one.trySend(0, 1, sent, bytes)) sent++;
    else full++;
    await new Promise((resolve) => setTimeout(resolve, full > 0 ? 1 : 0));
    t.true(two.pump.held <= TINY_WINDOW * 4);
  }
  t.true(two.pump.held > TINY_WINDOW);
  // Two rings and a window, no more.
  t.true(sent * 3000 < 2 * 262_144 + 4 * TINY_WINDOW + 100_000);
  t.true(await one.pump.flush(0).then((done) => !done));
  let next = 0;
  const read = (): boolean => {
    for (let arrived; (arrived = two.tryReceive(1)) !== undefined; next++) t.is(arrived.tag, next);
    return next === sent;
  };
  await until(read, "all messages");
  t.true(await one.pump.flush(5000));
  await one.pump.close();
  await two.pump.close();
});

test("a retired rank's messages don't hold up the others", async (t) => {
  const [one, two] = await connectedStations([0, 1, 1], { window: TINY_WINDOW });
  two.pump.retire(2);
  for (let i = 0; i < 100; i++) {
    await until(() => one.trySend(0, 2, i, new Uint8Array(30_000)), "room for a message to nobody");
  }
  one.trySend(0, 1, 5, Uint8Array.of(1));
  await until(() => two.tryReceive(1)?.tag === 5, "the message to the living rank");
  await one.pump.close();
  await two.pump.close();
  t.pass();
});

/** A connection that doesn't even speak ZeroMQ. */
async function garbage(address: string, bytes: Uint8Array): Promise<void> {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
}

function forged(token: string, sequence: number): Int32Array {
  const words = new Int32Array(FLAGS + 1);
  words[MAGIC] = MAGIC_NUMBER;
  words[PROCESSES] = 0 | (1 << 16);
  words.set(tokenWords(token), TOKEN_AT);
  words[SEQUENCE] = sequence;
  return words;
}

test("strangers are refused, with one warning for each kind, and harm nobody", async (t) => {
  const processOf = [0, 1];
  const stations = processOf.map((process) => new Station(process, processOf));
  const endpoints = await Promise.all(stations.map(({ pump }) => pump.listen()));
  for (const { pump } of stations) pump.connect(endpoints);
  const [one, two] = stations;
  const { address } = endpoints[1];
  const random = randomFrom(3);
  await garbage(
    address,
    Uint8Array.from({ length: 5000 }, () => random(256)),
  );
  await garbage(address, Buffer.from("GET / HTTP/1.1\r\n\r\n"));
  const stranger = new Push({ linger: 0 });
  stranger.connect(address);
  for (let i = 0; i < 3; i++) {
    await stranger.send("short");
    await stranger.send(Uint8Array.from({ length: 800 }, () => random(256)));
    await stranger.send(forged("f".repeat(32), 1));
    await stranger.send(["a", "b", "c"]);
  }
  const kinds = [
    "it is too short",
    "it does not start as this version's batches do",
    "it does not carry this job's token",
    "it has several parts",
  ];
  await until(() => kinds.every((kind) => two.warnings.some((text) => text.endsWith(kind))), "the warnings");
  await stranger.send(Buffer.alloc(1 << 20));
  one.trySend(0, 1, 9, Uint8Array.of(4));
  await until(() => two.tryReceive(1)?.tag === 9, "an honest message");
  // Garbage may pass for the oldest version of ZeroMQ's protocol, so that there may be further kinds.
  t.is(new Set(two.warnings).size, two.warnings.length);
  t.deepEqual([...one.warnings, ...one.lost, ...two.lost], []);
  stranger.close();
  await one.pump.close();
  await two.pump.close();
});

test("a gap in a peer's sequence is a loss of that peer", async (t) => {
  const two = new Station(1, [0, 1]);
  const { address } = await two.pump.listen();
  two.pump.connect([{ address: "tcp://127.0.0.1:9" }, null]);
  const peer = new Push({ linger: 0 });
  peer.connect(address);
  await peer.send(forged(TOKEN, 5));
  await until(() => two.lost.length === 1, "the loss");
  t.deepEqual(two.lost, ["0: batch 1 was expected and 5 came"]);
  peer.close();
  await two.pump.close();
});

test("what was lost with a connection is noticed, though ZeroMQ connects anew", async (t) => {
  const processOf = [0, 1];
  const [one, two] = processOf.map((process) => new Station(process, processOf));
  const endpoints = [await one.pump.listen(), await two.pump.listen()];
  let swallow = false;
  const links: Socket[] = [];
  const proxy = createServer((from) => {
    const to = connect(Number(new URL(endpoints[1].address).port), "127.0.0.1");
    from
      .on("data", (data) => {
        if (!swallow) to.write(data);
      })
      .on("error", () => undefined);
    to.on("data", (data) => void from.write(data)).on("error", () => undefined);
    from.on("close", () => to.destroy());
    links.push(from);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  one.pump.connect([null, { address: `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}` }]);
  two.pump.connect(endpoints);
  one.trySend(0, 1, 1, Uint8Array.of(1));
  await until(() => two.tryReceive(1)?.tag === 1, "the first message");
  swallow = true;
  one.trySend(0, 1, 2, Uint8Array.of(2));
  await new Promise((resolve) => setTimeout(resolve, 100));
  links[0].destroy();
  swallow = false;
  await until(() => two.lost.length === 1, "the loss");
  t.regex(two.lost[0], /^0: batch 2 was expected and \d came$/);
  await one.pump.close();
  await two.pump.close();
  proxy.close();
});

test("a process that leaves, one that has ended, and what they sent before", async (t) => {
  const [one, two, three] = await connectedStations([0, 1, 2]);
  three.trySend(2, 0, 1, Uint8Array.of(1));
  t.true(await three.pump.leave(5000));
  await three.pump.close();
  t.is(one.tryReceive(0)?.tag, 1);
  two.trySend(1, 0, 2, Uint8Array.of(2));
  t.true(await two.pump.flush(5000));
  await two.pump.close();
  await one.pump.abandon(1);
  t.is(one.tryReceive(0)?.tag, 2);
  for (let i = 0; i < 1000; i++) {
    await until(() => one.trySend(0, 1, i, new Uint8Array(30_000)), "room for a message to nobody");
  }
  t.true(await one.pump.leave(5000));
  t.deepEqual([...one.lost, ...one.warnings], []);
  await one.pump.close();
});

for (const end of ["close", "terminate"]) {
  for (const connections of ["plain", "encrypted"]) {
    test(`the exit code of a process with pumps in a thread is its own: ${end}, ${connections}`, async (t) => {
      const program = fileURLToPath(new URL("./pump-exit-program.js", import.meta.url));
      const child = spawn(process.execPath, [program, end, connections], {
        stdio: ["ignore", "inherit", "inherit"],
        timeout: 20_000,
      });
      const outcome = await new Promise((resolve) =>
        child.on("exit", (code, signal) => resolve(signal ?? code)),
      );
      t.is(outcome, 3);
    });
  }
}

import { openSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import { Channel } from "#dist/join/channel.js";
import { dial } from "#dist/join/dial.js";
import { Hub } from "#dist/join/hub.js";
import type { HubOptions } from "#dist/join/hub.js";
import { freshKey } from "#dist/join/key.js";
import type { Hello } from "#dist/join/messages.js";
import { RankConnection } from "#dist/join/rank-connection.js";
import type { Notice } from "#dist/job/messages.js";

const host = "127.0.0.1";
const SILENCE_MS = 5000;
const LIMIT_MS = 20_000;

interface Opened {
  readonly hub: Hub;
  readonly key: Buffer;
  /** Warnings so far. */
  readonly said: string[];
  /** Connects and proves to have the key. */
  readonly connect: () => Promise<Channel>;
  /** Joins as a rank. */
  readonly come: (rank: number, more?: Partial<Hello>) => Promise<RankConnection>;
}

async function open(t: ExecutionContext, size: number, more: Partial<HubOptions> = {}): Promise<Opened> {
  const key = freshKey();
  const said: string[] = [];
  const options = {
    host,
    port: 0,
    key,
    size,
    version: "1",
    startMs: LIMIT_MS,
    silenceMs: SILENCE_MS,
    encrypt: true,
  };
  const hub = await Hub.open({ ...options, onWarning: (text) => said.push(text), ...more });
  const channels: Channel[] = [];
  t.teardown(async () => {
    for (const channel of channels) channel.destroy("the test is over");
    await hub.end();
  });
  const enter = async (): Promise<Channel> => {
    const place = { host, port: hub.port };
    const channel = new Channel(await dial(place, key, performance.now() + LIMIT_MS), SILENCE_MS);
    channels.push(channel);
    return channel;
  };
  const come = async (rank: number, fields: Partial<Hello> = {}): Promise<RankConnection> => {
    return RankConnection.enter(await enter(), { ...helloOf(rank, size), ...fields }, () => undefined);
  };
  return { hub, key, said, connect: enter, come };
}

function helloOf(rank: number, size: number): Hello {
  const unknown = { node: null, processors: "0", memory: null, tolerant: false };
  return { type: "hello", version: "1", rank, size, ...unknown };
}

/** What a rank hears, and the end of its connection. */
function listen(rank: RankConnection): { heard: Notice[]; ended: Promise<string> } {
  const heard: Notice[] = [];
  const ended = new Promise<string>((resolve) => rank.hear((notice) => heard.push(notice), resolve));
  return { heard, ended };
}

/** In good order or by a reset. */
function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function all<T>(size: number, each: (rank: number) => T): T[] {
  return Array.from({ length: size }, (_, rank) => each(rank));
}

async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > limit) throw new Error("it did not come to this");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("ranks join, in any order, and learn their part", async (t) => {
  const { come } = await open(t, 5);
  const nodes = ["a", "b", "a", null, null];
  const processors = ["0", "0-3", "1,5-6", "0-1", "0"];
  const ranks = await Promise.all(
    [3, 0, 4, 2, 1].map((rank) => come(rank, { node: nodes[rank], processors: processors[rank] })),
  );
  const specs = ranks.map(({ spec }) => spec).sort((a, b) => a.process - b.process);
  for (const [rank, spec] of specs.entries()) {
    t.is(spec.process, rank);
    t.deepEqual(spec.ranks, [rank]);
    t.is(spec.size, 5);
    t.deepEqual(spec.processOf, [0, 1, 2, 3, 4]);
    t.deepEqual(spec.hostOf, [0, 1, 0, 2, 3]);
    t.deepEqual(spec.network, { address: host, encrypt: true, silenceMs: SILENCE_MS });
    t.is(spec.memory, undefined);
    t.is(spec.token, specs[0].token);
    t.regex(spec.token, /^[0-9a-f]{32}$/);
  }
  t.deepEqual(
    specs.map(({ cores }) => cores),
    [4, 4, 4, 2, 1],
  );
});

test("ranks of a host share the memory that one of them brings, if all can open it", async (t) => {
  const { connect: enter } = await open(t, 4, { encrypt: false });
  const nodes = ["a", "a", "b", "b"];
  const come = async (rank: number): Promise<RankConnection> => {
    const memory = rank % 2 === 0 ? { pid: rank, fd: 7, bytes: 100, inode: "x" } : null;
    const node = nodes[rank];
    const hello = { ...helloOf(rank, 4), node, memory };
    return RankConnection.enter(await enter(), hello, (offer) => {
      t.is(offer.pid, node === "a" ? 0 : 2);
      return rank === 3 ? undefined : openSync("/dev/null", "r");
    });
  };
  const ranks = await Promise.all(all(4, come));
  t.deepEqual(
    ranks.map(({ spec }) => spec.memory?.bytes),
    [100, 100, undefined, undefined],
  );
  t.false(ranks[0].spec.network?.encrypt);
});

test("one host needs no network", async (t) => {
  const { come } = await open(t, 2);
  const ranks = await Promise.all(all(2, (rank) => come(rank, { node: "a" })));
  for (const { spec } of ranks) t.is(spec.network, undefined);
});

test("ranks that do not come are named", async (t) => {
  const { come, hub } = await open(t, 4, { startMs: 300 });
  const expectation = {
    code: "ERR_RANKS_LAUNCH",
    message: /^ranks 1, 3 of 4 did not join within 0.3 s; check/,
  };
  await Promise.all([0, 2].map((rank) => t.throwsAsync(come(rank), expectation)));
  await hub.gathered();
});

test("a rank that goes before the others have come ends it", async (t) => {
  const { come, connect: enter } = await open(t, 3);
  const waiting = t.throwsAsync(come(0), { code: "ERR_RANKS_LAUNCH", message: /rank 2 went away while/ });
  const channel = await enter();
  channel.say(helloOf(2, 3));
  await channel.close();
  await waiting;
});

test("who does not belong to the job is refused, and told why", async (t) => {
  const { come, said } = await open(t, 2);
  const first = come(0);
  const refusals = [
    [come(1, { size: 3 }), /rank 1 belongs to a job of 3 ranks, and this job has 2/],
    [come(2, { size: 2 }), /there is no rank 2/],
    [come(-1), /there is no rank -1/],
    [come(1, { version: "2" }), /rank 1 has version 2 of ranks, and rank 0 has 1/],
    [come(1, { node: 5 as never }), /did not say who it is/],
    [come(1, { memory: {} as never }), /did not say who it is/],
    [come("1" as never), /did not say who it is/],
  ] as const;
  for (const [coming, message] of refusals)
    await t.throwsAsync(coming, { code: "ERR_RANKS_LAUNCH", message });
  const second = come(1);
  const [{ spec }] = await Promise.all([first, second]);
  t.is(spec.size, 2);
  await t.throwsAsync(come(1), { code: "ERR_RANKS_LAUNCH" });
  t.true(said.every((text) => text.startsWith("a connection to the port where ranks join was refused: ")));
  t.is(new Set(said).size, said.length, "each reason once");
});

test("a second rank of the same number is refused", async (t) => {
  const { come } = await open(t, 2);
  const first = come(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await t.throwsAsync(come(0), { code: "ERR_RANKS_LAUNCH", message: /rank 0 has come before/ });
  await Promise.all([first, come(1)]);
});

test("strangers are refused, logged once, and do no harm", async (t) => {
  const { come, hub, said, connect: enter } = await open(t, 2);
  const place = { host, port: hub.port };
  const first = come(0);
  for (let i = 0; i < 2; i++)
    await t.throwsAsync(dial(place, freshKey(), performance.now() + LIMIT_MS), {
      code: "ERR_RANKS_LAUNCH",
      message: /has another secret; give all ranks the same RANKS_SECRET/,
    });
  for (const bytes of ["GET / HTTP/1.0\r\n\r\n", Buffer.alloc(100_000, 0x16), "\n"]) {
    const socket = connect(place);
    socket.on("error", () => undefined).end(bytes);
    await ended(socket.resume());
  }
  const talkative = await enter();
  talkative.say("x".repeat(100_000));
  await t.throwsAsync(talkative.next());
  const confused = await enter();
  confused.say({ type: "hello" });
  await confused.next();
  const [{ spec }] = await Promise.all([first, come(1)]);
  t.is(spec.size, 2);
  t.is(said.filter((text) => text.includes("another secret")).length, 1);
  t.is(said.filter((text) => text.includes("said too much")).length, 1);
  t.true(said.some((text) => text.includes("does not speak as a rank")));
  t.is(new Set(said).size, said.length);
});

test("who connects and says nothing is put out", async (t) => {
  const { hub, said, connect: enter } = await open(t, 2);
  const silent = connect({ host, port: hub.port }).resume();
  silent.on("error", () => undefined);
  const nameless = await enter();
  await Promise.all([ended(silent), t.throwsAsync(nameless.next())]);
  await until(() => said.length === 2);
  t.true(said.some((text) => text.includes("did not prove in time that it has the job's secret")));
  t.true(said.some((text) => text.includes("did not say who it is")));
});

test("a connection that closes before its rank has finalized is a loss, and ends the job", async (t) => {
  const { come, hub } = await open(t, 3);
  const ranks = await Promise.all(all(3, (rank) => come(rank)));
  const listeners = [0, 2].map((rank) => listen(ranks[rank]));
  for (const [rank, connection] of ranks.entries())
    connection.say({ type: "join", process: rank, endpoint: null });
  await until(() => listeners.every(({ heard }) => heard.length === 1));
  await ranks[1].close(3);
  for (const { heard, ended } of listeners) {
    t.is(await ended, "rank 1 was lost (exited with code 3)");
    t.deepEqual(heard, [
      { type: "start", endpoints: [null, null, null] },
      { type: "lost", rank: 1, reason: "exited with code 3", ordinal: 1 },
    ]);
  }
  await hub.end();
});

test("ranks that finalize or leave do not end it; rank 0 may go when all are done", async (t) => {
  const { come, hub } = await open(t, 3);
  const ranks = await Promise.all(all(3, (rank) => come(rank)));
  for (const [rank, connection] of ranks.entries())
    connection.say({ type: "join", process: rank, endpoint: null });
  const { heard, ended } = listen(ranks[0]);
  let over = false;
  void hub.over.then(() => (over = true));
  for (const rank of [0, 1]) ranks[rank].say({ type: "finalized", rank });
  await ranks[1].close(0);
  await ranks[2].close(0);
  await hub.over;
  t.true(over);
  await hub.end();
  await until(() => heard.some(({ type }) => type === "closing"));
  t.deepEqual(
    heard.filter(({ type }) => type === "lost"),
    [{ type: "lost", rank: 2, reason: "left", ordinal: 1 }],
  );
  t.is(
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100, "still there"))]),
    "still there",
  );
});

test("where all who remain are tolerant, the job goes on", async (t) => {
  const { come, said } = await open(t, 4);
  const ranks = await Promise.all(all(4, (rank) => come(rank, { tolerant: true })));
  const listeners = ranks.map(listen);
  for (const [rank, connection] of ranks.entries())
    connection.say({ type: "join", process: rank, endpoint: null });
  await until(() => listeners.every(({ heard }) => heard.length === 1));
  await ranks[2].close(1);
  ranks[0].say({ type: "unreachable", process: 3, why: "nothing is heard of it" });
  t.is(await listeners[3].ended, "the others lost it (can't be reached any more: nothing is heard of it)");
  const vote = { type: "vote", context: 1, number: 1, ranks: [0, 1, 2, 3], proposal: 9 } as const;
  ranks[0].say({ ...vote, rank: 0, flag: 7 });
  ranks[1].say({ ...vote, rank: 1, flag: 5 });
  for (const rank of [0, 1]) {
    const { heard } = listeners[rank];
    await until(() => heard.length === 4);
    t.deepEqual(heard.slice(1), [
      { type: "lost", rank: 2, reason: "exited with code 1", ordinal: 1 },
      { type: "lost", rank: 3, reason: "can't be reached any more: nothing is heard of it", ordinal: 2 },
      { type: "decided", context: 1, number: 1, flag: 5, losses: 2, proposal: 9, absent: null },
    ]);
  }
  t.is(said.length, 2);
  t.is(said[0], "rank 2 was lost (exited with code 1); the others go on");
  // One that finalizes takes part in no further agreement.
  ranks[1].say({ type: "leaving", rank: 1 });
  ranks[0].say({ ...vote, number: 2, rank: 0, flag: 3 });
  await until(() => listeners[0].heard.length === 5);
  t.like(listeners[0].heard[4], { type: "decided", number: 2, absent: 1 });
});

test("a rank that is silent is lost", async (t) => {
  const { come, connect: enter } = await open(t, 2, { silenceMs: 300 });
  const channel = await enter();
  channel.say(helloOf(1, 2));
  const coming = come(0);
  await channel.next();
  channel.say({ type: "lodged", opened: false });
  const { ended } = listen(await coming);
  // Its own signs come every second, which is too seldom for this hub.
  t.is(await ended, "rank 1 was lost (nothing was heard for 0.3 s)");
});

test("the end of the hub is that of rank 0", async (t) => {
  const { come, hub } = await open(t, 2);
  const [, other] = await Promise.all(all(2, (rank) => come(rank)));
  const { heard, ended } = listen(other);
  await hub.end();
  t.is(await ended, "rank 0 left without finalize()");
  t.deepEqual(heard, []);
});

import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { Multiplexer } from "#dist/launch/agent/multiplexer.js";
import { randomFrom } from "../harness/random.js";

interface Side {
  readonly link: Multiplexer;
  readonly messages: unknown[];
  readonly ends: string[];
  /** The first message. */
  readonly heard: Promise<unknown>;
  /** The reason for the end. */
  readonly ended: Promise<string>;
}

function side(input: PassThrough, output: PassThrough): Side {
  const messages: unknown[] = [];
  const ends: string[] = [];
  let hear!: (message: unknown) => void;
  let end!: (why: string) => void;
  const heard = new Promise<unknown>((resolve) => (hear = resolve));
  const ended = new Promise<string>((resolve) => (end = resolve));
  const link = new Multiplexer(input, output, {
    onMessage: (message) => {
      messages.push(message);
      hear(message);
    },
    onEnd: (why) => {
      ends.push(why);
      end(why);
    },
  });
  return { link, messages, ends, heard, ended };
}

function pair(): { left: Side; right: Side; toRight: PassThrough; toLeft: PassThrough } {
  const toRight = new PassThrough();
  const toLeft = new PassThrough();
  return { left: side(toLeft, toRight), right: side(toRight, toLeft), toRight, toLeft };
}

for (const seed of [1, 2, 3, 4, 5]) {
  test(`streams arrive whole and in order, whatever else goes on; seed ${seed}`, async (t) => {
    const random = randomFrom(seed);
    const { left, right } = pair();
    const streams = await Promise.all(
      Array.from({ length: 1 + random(6) }, async (_, i) => {
        const id = i * 65_536 + 1;
        const reader = right.link.reader(id);
        const writer = left.link.writer(id);
        const sent: Buffer[] = [];
        const got: Buffer[] = [];
        reader.on("data", (chunk: Buffer) => got.push(chunk));
        const ended = once(reader, "end");
        for (let n = random(40); n > 0; n--) {
          const chunk = Buffer.alloc(random(100_000), random(256));
          sent.push(chunk);
          if (!writer.write(chunk)) await once(writer, "drain");
          left.link.send({ id, n });
        }
        writer.end();
        await ended;
        return { sent: Buffer.concat(sent), got: Buffer.concat(got) };
      }),
    );
    for (const { sent, got } of streams) t.true(sent.equals(got));
    t.true(right.messages.length > 0 || streams.every(({ sent }) => sent.length === 0));
    t.deepEqual([...left.ends, ...right.ends], []);
  });
}

test("a stream that nobody reads holds up no other, and not without bound", async (t) => {
  const { left, right } = pair();
  const stuck = right.link.reader(1);
  const full = left.link.writer(1);
  full.write(Buffer.alloc(4 << 20));
  const reader = right.link.reader(2);
  left.link.writer(2).end("through");
  t.is(String((await once(reader, "data"))[0]), "through");
  left.link.send("a message");
  t.is(await right.heard, "a message");
  t.true(full.writableLength > 0, "the rest waits at the sender");
  t.true(stuck.readableLength <= 1 << 20);
  let bytes = 0;
  for await (const chunk of stuck) {
    bytes += (chunk as Buffer).length;
    if (bytes === 4 << 20) break;
  }
  t.is(bytes, 4 << 20);
});

test("a connection that closes ends everything, once", async (t) => {
  const { left, right, toRight } = pair();
  const reader = right.link.reader(1);
  left.link.writer(1).write("x");
  reader.resume();
  const closed = once(reader, "close");
  toRight.destroy();
  await closed;
  t.is(right.ends.length, 1);
  right.link.send("nobody hears this");
});

test("garbage ends the connection", async (t) => {
  for (const bytes of [Buffer.alloc(64, 0xff), Buffer.from([0, 0, 0, 0, 9, 0, 0, 0, 0]), frame("{")]) {
    const { right, toRight } = pair();
    toRight.write(bytes);
    t.regex(await right.ended, /^it sent a /);
  }
});

function frame(text: string): Buffer {
  const bytes = Buffer.alloc(9 + text.length);
  bytes.writeUInt32LE(text.length, 0);
  bytes.write(text, 9);
  return bytes;
}

test("silence ends a connection on which signs of life were agreed", async (t) => {
  const { left, right, toRight } = pair();
  left.link.beat(200);
  right.link.beat(200);
  await sleep(500);
  t.deepEqual([...left.ends, ...right.ends], [], "both are heard");
  toRight.pause();
  toRight.removeAllListeners("data");
  t.regex(await right.ended, /nothing was heard for 0.2 s/);
  left.link.close();
});

// Not of the job: connects to a port of it, in one of several ways, and does what it should not: `stranger.js WAY ADDRESS PORT`.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { curveKeyPair, Push } from "zeromq";

const [, , way, host, port] = process.argv;
const LONG_MS = 1000;

/** What every connection of ZMTP 3.1 begins with; this one wants no encryption. */
const GREETING = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]),
  Buffer.from("NULL".padEnd(20, "\0")),
  Buffer.alloc(32),
]);
const READY = Buffer.from("\x04\x19\x05READY\x0bSocket-Type\0\0\0\x04PUSH", "latin1");
/** The head of a frame that claims to be 2^60 bytes long. */
const LARGE = Buffer.from([2, 0x10, 0, 0, 0, 0, 0, 0, 0]);

switch (way) {
  case "garbage":
    await speak(randomBytes(65_536));
    break;
  case "silence":
    await Promise.all([speak(), speak(), speak(GREETING.subarray(0, 20))]);
    break;
  case "large":
    await speak(Buffer.concat([GREETING, READY, LARGE]));
    break;
  case "plain":
    await push({});
    break;
  case "wrong-key": {
    const { publicKey, secretKey } = curveKeyPair();
    await push({
      curveServerKey: curveKeyPair().publicKey,
      curvePublicKey: publicKey,
      curveSecretKey: secretKey,
    });
    break;
  }
  default:
    throw new Error(`there is no way ${way}`);
}

/** Says that much, and stays for a while, or until it is thrown out. */
async function speak(words?: Buffer): Promise<void> {
  const socket: Socket = connect(Number(port), host).on("error", () => undefined);
  const gone = new Promise((resolve) => socket.once("close", resolve));
  if (words) socket.write(words);
  await Promise.race([gone, sleep(LONG_MS)]);
  socket.destroy();
}

async function push(keys: {
  curveServerKey?: string;
  curvePublicKey?: string;
  curveSecretKey?: string;
}): Promise<void> {
  const socket = new Push({ linger: 0, sendTimeout: LONG_MS, ...keys });
  socket.connect(`tcp://${host}:${port}`);
  try {
    for (let i = 0; i < 10; i++) await socket.send(randomBytes(1000));
  } catch {
    // Nobody takes it.
  }
  await sleep(LONG_MS / 2);
  socket.close();
}

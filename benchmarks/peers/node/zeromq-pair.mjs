// A PAIR socket in each of two processes. The first process binds, starts the second by the same script, and leads.
//
// BIND, in the environment: the first one's address. THROUGH: a command that runs the second one, such as
// `ip netns exec h2`. CURVE: encrypted.
import { spawn } from "node:child_process";
import { curveKeyPair, Pair } from "zeromq";

const { BIND = "tcp://127.0.0.1:*", THROUGH = "", CURVE, CONNECT, SERVER_KEY } = process.env;

export const leads = CONNECT === undefined;
export const socket = new Pair({ linger: 0 });

if (leads) {
  const env = { ...process.env };
  if (CURVE !== undefined) {
    const { publicKey, secretKey } = curveKeyPair();
    Object.assign(socket, { curveServer: true, curveSecretKey: secretKey });
    env.SERVER_KEY = publicKey;
  }
  await socket.bind(BIND);
  env.CONNECT = socket.lastEndpoint;
  const [command, ...words] = [...THROUGH.split(" ").filter(Boolean), process.execPath, process.argv[1]];
  const follower = spawn(command, words, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  follower.on("exit", (code) => (code === 0 ? socket.close() : process.exit(1)));
} else {
  // Where the leader is killed nobody ends this one.
  process.on("disconnect", () => process.exit());
  process.channel.unref();
  if (SERVER_KEY !== undefined) {
    const { publicKey, secretKey } = curveKeyPair();
    Object.assign(socket, {
      curveServerKey: SERVER_KEY,
      curvePublicKey: publicKey,
      curveSecretKey: secretKey,
    });
  }
  socket.connect(CONNECT);
}

/** Until the leader ends it with an empty message: hands each message to `answer`. */
export async function follow(answer) {
  for (;;) {
    const [message] = await socket.receive();
    if (message.length === 0) break;
    await answer(message);
  }
  socket.close();
}

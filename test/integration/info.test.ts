import test from "ava";
import type { Information } from "#dist/info/information.js";
import { runRanks } from "./run-ranks.ts";

async function information(env: NodeJS.ProcessEnv = {}): Promise<Information> {
  const { code, stdout } = await runRanks(["info", "--json"], { env });
  if (code !== 0) throw new Error(`ranks info ended with ${code}`);
  return JSON.parse(stdout) as Information;
}

test("ranks info tells about the machine, the transports and the parts", async (t) => {
  const { machine, transports, parts } = await information();
  t.true(machine.cores >= 1 && machine.usableCores >= 1 && machine.memoryGiB > 0);
  t.is(machine.node, process.version);
  t.deepEqual(
    transports.map(({ name }) => name),
    ["threads", "shm", "ipc", "zmq"],
  );
  t.deepEqual(
    parts.map(({ name }) => name),
    ["native binding", "ZeroMQ", "ssh", "TypeScript"],
  );
  for (const { name, there, words, remedy } of [...transports, ...parts]) {
    t.true(words.length > 0, name);
    t.is(remedy === undefined, there, name);
  }
});

test("without the native binding there is no shm, and the remedy is said", async (t) => {
  const { transports } = await information({ RANKS_NO_NATIVE: "1" });
  const shm = transports.find(({ name }) => name === "shm");
  t.false(shm?.there);
  t.is(shm?.remedy, "unset RANKS_NO_NATIVE");
  const { stdout } = await runRanks(["info"], { env: { RANKS_NO_NATIVE: "1" } });
  t.regex(stdout, /^shm +no +.*: needs the part native binding$/m);
  t.regex(stdout, /^ {2}native binding: unset RANKS_NO_NATIVE$/m);
});

test("without ssh there are no other hosts", async (t) => {
  const { parts } = await information({ PATH: "/nowhere" });
  t.false(parts.find(({ name }) => name === "ssh")?.there);
});

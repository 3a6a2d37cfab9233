import { Duplex } from "node:stream";
import test from "ava";
import { parseAnswer, PmiClient } from "#dist/join/pmi-client.js";
import { parseProcessMapping } from "#dist/join/process-mapping.js";

test("where ranks stand", (t) => {
  t.deepEqual(parseProcessMapping("(vector,(0,2,2))", 4), [0, 0, 1, 1]);
  t.deepEqual(parseProcessMapping("(vector,(0,1,1))", 3), [0, 0, 0]);
  t.deepEqual(parseProcessMapping("(vector,(0,2,2),(2,1,3))", 7), [0, 0, 1, 1, 2, 2, 2]);
  t.deepEqual(parseProcessMapping("(vector,(0,3,1))", 5), [0, 1, 2, 0, 1]);
  for (const text of ["", "(vector)", "(vector,(0,1))", "(vector,(0,0,1))", "(vector,(0,1,1)", "(x,(0,1,1))"])
    t.is(parseProcessMapping(text, 2), undefined, text);
});

test("answers of process managers", (t) => {
  const answer = parseAnswer("cmd=get_result rc=0 msg=success value=a b=c");
  t.deepEqual(Object.fromEntries(answer), { cmd: "get_result", rc: "0", msg: "success", value: "a b=c" });
  t.is(parseAnswer("cmd=barrier_out").get("cmd"), "barrier_out");
  t.is(parseAnswer("garbage").size, 0);
});

const GREETING: Readonly<Record<string, string>> = {
  init: "cmd=response_to_init pmi_version=1 pmi_subversion=1 rc=0\n",
  get_maxes: "cmd=maxes kvsname_max=256 keylen_max=8 vallen_max=16\n",
  get_my_kvsname: "cmd=my_kvsname kvsname=kvs\n",
  finalize: "cmd=finalize_ack rc=0\n",
};

/** A manager that answers like this; `null` ends the connection. It notes what it was asked. */
function manager(answers: Readonly<Record<string, string | null>>): { socket: Duplex; asked: string[] } {
  const all: Readonly<Record<string, string | null>> = { ...GREETING, ...answers };
  const asked: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _, done) {
      const line = chunk.toString();
      asked.push(line);
      const answer = all[/^cmd=(\w+)/.exec(line)?.[1] ?? ""];
      // In two pieces, as a stream may do.
      if (answer === null) this.push(null);
      else for (const piece of [answer.slice(0, 5), answer.slice(5)]) this.push(piece);
      done();
    },
  });
  return { socket, asked };
}

test("a manager that keeps a key", async (t) => {
  const { socket, asked } = manager({
    put: "cmd=put_result rc=0 msg=success\n",
    barrier_in: "cmd=barrier_out\n",
    get: "cmd=get_result rc=0 value=there\n",
  });
  const pmi = await PmiClient.open(socket);
  await pmi.put("key", "there");
  await pmi.barrier();
  t.is(await pmi.get("key"), "there");
  await pmi.finalize();
  t.true(socket.destroyed);
  t.deepEqual(asked.slice(3), [
    "cmd=put kvsname=kvs key=key value=there\n",
    "cmd=barrier_in\n",
    "cmd=get kvsname=kvs key=key\n",
    "cmd=finalize\n",
  ]);
});

test("a key that nobody has put", async (t) => {
  const { socket } = manager({ get: "cmd=get_result rc=-1 msg=key_not_found value=unknown\n" });
  t.is(await (await PmiClient.open(socket)).get("key"), undefined);
});

test("more than the manager takes is not sent", async (t) => {
  const { socket, asked } = manager({});
  const pmi = await PmiClient.open(socket);
  await t.throwsAsync(pmi.put("a long key", "v"), {
    code: "ERR_RANKS_LAUNCH",
    message: /more than it takes/,
  });
  await t.throwsAsync(pmi.put("key", "v".repeat(16)), { code: "ERR_RANKS_LAUNCH" });
  t.is(asked.length, 3);
});

for (const [what, answers, message] of [
  ["refuses", { init: "cmd=response_to_init rc=-1\n" }, /to "cmd=init" it answered/],
  ["talks of something else", { get_my_kvsname: "cmd=maxes kvsname=x\n" }, /to "cmd=get_my_kvsname"/],
  ["names no space", { get_my_kvsname: "cmd=my_kvsname\n" }, /no space/],
  ["goes in the middle of a line", { get_maxes: null }, /closed the connection/],
  ["never ends a line", { init: "x".repeat(2 << 20) }, /no end/],
] as const)
  test(`a manager that ${what}`, async (t) => {
    const { socket } = manager(answers);
    await t.throwsAsync(PmiClient.open(socket), { code: "ERR_RANKS_LAUNCH", message });
  });

test("a manager that goes while ranks wait", async (t) => {
  const { socket } = manager({ barrier_in: null });
  const pmi = await PmiClient.open(socket);
  await t.throwsAsync(pmi.barrier(), { code: "ERR_RANKS_LAUNCH", message: /closed the connection/ });
  await t.throwsAsync(pmi.get("key"), { code: "ERR_RANKS_LAUNCH", message: /closed the connection/ });
});

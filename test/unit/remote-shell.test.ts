import { execFileSync } from "node:child_process";
import test from "ava";
import { agentCommand, shellFrom } from "#dist/launch/agent/remote-shell.js";

const PATIENCE = { startTimeoutMs: 4000, silenceMs: 2500 };
const AGENT = /dist\/launch\/agent\/agent\.js/;

test("the launcher's own host needs no shell", (t) => {
  const [program, agent, ...rest] = agentCommand({ name: "localhost" }, undefined);
  t.is(program, process.execPath);
  t.regex(agent, AGENT);
  t.deepEqual(rest, []);
});

test("ssh: its own options first, then ours, then the host behind --, then one word for the shell", (t) => {
  const words = agentCommand({ name: "h2", user: "me" }, shellFrom(["ssh", "-p", "2222"], PATIENCE));
  t.deepEqual(words.slice(0, 7), ["ssh", "-p", "2222", "-T", "-x", "-o", "BatchMode=yes"]);
  t.deepEqual(words.slice(-3, -1), ["--", "me@h2"]);
  t.regex(words.at(-1)!, AGENT);
});

test("ssh gives up by itself where nobody answers", (t) => {
  const words = agentCommand({ name: "h2" }, shellFrom(["ssh"], PATIENCE));
  for (const limit of ["ConnectTimeout=4", "ServerAliveInterval=2", "ServerAliveCountMax=2"])
    t.is(words[words.indexOf(limit) - 1], "-o");
});

test("what stands in for ssh gets no options of ssh", (t) => {
  const words = agentCommand({ name: "h2" }, shellFrom(["blaunch"], PATIENCE));
  t.deepEqual(words.slice(0, 2), ["blaunch", "h2"]);
  t.is(words.length, 3);
});

test("what takes words as they are gets them unquoted", (t) => {
  const words = agentCommand({ name: "n1" }, { words: ["srun", "--nodelist={host}"], shell: false });
  t.deepEqual(words.slice(0, 3), ["srun", "--nodelist=n1", process.execPath]);
});

test("any shell reads the command as one program and its arguments", (t) => {
  const command = agentCommand({ name: "h" }, shellFrom(["ssh"], PATIENCE)).at(-1)!;
  // The agent greets, and ends when its input does.
  const out = execFileSync("sh", ["-c", command], { input: "", encoding: "utf8" });
  t.regex(out, /^ranks-agent \d/);
});

for (const name of ["-oProxyCommand=x", "a b", "a;b", "$(id)", "", "a'b", "a\nb"]) {
  test(`no host is called ${JSON.stringify(name)}`, (t) => {
    t.throws(() => agentCommand({ name }, shellFrom(["ssh"], PATIENCE)), { code: "ERR_RANKS_USAGE" });
    t.throws(() => agentCommand({ name: "h", user: name }, shellFrom(["ssh"], PATIENCE)), {
      code: "ERR_RANKS_USAGE",
    });
  });
}

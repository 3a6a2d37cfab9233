import { execFileSync } from "node:child_process";
import test from "ava";
import { agentCommand, shellFrom } from "#dist/launch/agent/remote-shell.js";

const AGENT = /dist\/launch\/agent\/agent\.js/;

test("the launcher's own host needs no shell", (t) => {
  const [program, agent, ...rest] = agentCommand({ name: "localhost" }, undefined);
  t.is(program, process.execPath);
  t.regex(agent, AGENT);
  t.deepEqual(rest, []);
});

test("ssh: its own options first, then ours, then the host behind --, then one word for the shell", (t) => {
  const words = agentCommand({ name: "h2", user: "me" }, shellFrom(["ssh", "-p", "2222"]));
  t.deepEqual(words.slice(0, -1), ["ssh", "-p", "2222", "-T", "-x", "-o", "BatchMode=yes", "--", "me@h2"]);
  t.regex(words.at(-1)!, AGENT);
});

test("what stands in for ssh gets no options of ssh", (t) => {
  const words = agentCommand({ name: "h2" }, shellFrom(["blaunch"]));
  t.deepEqual(words.slice(0, 2), ["blaunch", "h2"]);
  t.is(words.length, 3);
});

test("what takes words as they are gets them unquoted", (t) => {
  const words = agentCommand({ name: "n1" }, { words: ["srun", "--nodelist={host}"], shell: false });
  t.deepEqual(words.slice(0, 3), ["srun", "--nodelist=n1", process.execPath]);
});

test("any shell reads the command as one program and its arguments", (t) => {
  const command = agentCommand({ name: "h" }, shellFrom(["ssh"])).at(-1)!;
  // The agent greets, and ends when its input does.
  const out = execFileSync("sh", ["-c", command], { input: "", encoding: "utf8" });
  t.regex(out, /^ranks-agent \d/);
});

for (const name of ["-oProxyCommand=x", "a b", "a;b", "$(id)", "", "a'b", "a\nb"]) {
  test(`no host is called ${JSON.stringify(name)}`, (t) => {
    t.throws(() => agentCommand({ name }, shellFrom(["ssh"])), { code: "ERR_RANKS_USAGE" });
    t.throws(() => agentCommand({ name: "h", user: name }, shellFrom(["ssh"])), { code: "ERR_RANKS_USAGE" });
  });
}

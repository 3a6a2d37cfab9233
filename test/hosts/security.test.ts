import test from "ava";
import { attempt } from "../environment/attempt.ts";
import { run } from "../environment/command.ts";
import { commandLine, descendants, environment } from "../environment/processes.ts";
import { HOSTS } from "./hosts.ts";
import type { Host } from "./hosts.ts";
import { jobProcesses, program, startOnHosts } from "./jobs.ts";

const [h1, , h3] = HOSTS;

test("no secret is in a command line or an environment, here or on a host", async (t) => {
  const job = startOnHosts(t, ["-n", "6", program("talk")]);
  await job.until("has talked to all", 6);
  const all = [job.launcher.pid!, ...descendants([job.launcher.pid!]), ...jobProcesses()];
  t.true(all.length > 12);
  // The job's token has 32 hexadecimal digits, a key of CURVE 40 characters of Z85; nothing else that long is one word.
  for (const pid of all) {
    const text = `${commandLine(pid)}\0${environment(pid)}`;
    t.notRegex(text, /(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])/, commandLine(pid));
    t.notRegex(text, /token|secret/i, commandLine(pid));
  }
});

test("ranks listen on the address of their host, and nowhere else", async (t) => {
  const job = startOnHosts(t, ["-n", "6", program("talk")]);
  await job.until("has talked to all", 6);
  for (const host of HOSTS) {
    const ports = listening(host).filter(({ port }) => port !== 22);
    t.is(ports.length, 2);
    for (const { address } of ports) t.is(address, host.address);
  }
  t.deepEqual(
    listening(h1).filter(({ address }) => address === "0.0.0.0" || address === "[::]" || address === "*"),
    [],
  );
});

test("strangers change nothing", async (t) => {
  const job = startOnHosts(t, ["-n", "6", program("talk")]);
  await job.until("has talked to all", 6);
  const ports = listening(h1).flatMap(({ port }) => (port === 22 ? [] : port));
  const inside = ["ip", "netns", "exec", h3.name, process.execPath, program("stranger")] as const;
  const strangers = ["garbage", "silence", "plain", "wrong-key", "large"].flatMap((way) =>
    ports.map((port) => attempt([...inside, way, h1.address, String(port)])),
  );
  for (const { code, stderr } of await Promise.all(strangers)) t.is(code, 0, stderr);
  // The ranks talk on.
  t.is(job.launcher.exitCode, null);
  await job.until("has talked on", job.count("has talked on") + 12);
  job.launcher.kill("SIGINT");
  const { stderr } = await job.outcome;
  t.true((stderr.match(/refused/g) ?? []).length >= 1, stderr);
  t.true((stderr.match(/refused/g) ?? []).length <= 20, stderr);
  await job.nothingIsLeft();
});

function listening({ name }: Host): { readonly address: string; readonly port: number }[] {
  const lines = run("ip", ["netns", "exec", name, "ss", "--no-header", "--numeric", "--listening", "--tcp"]);
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const local = line.split(/\s+/)[3];
      const at = local.lastIndexOf(":");
      return { address: local.slice(0, at), port: Number(local.slice(at + 1)) };
    });
}

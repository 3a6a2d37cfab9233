import { readFileSync } from "node:fs";
import { availableParallelism, networkInterfaces } from "node:os";
import { HostPart } from "../host/start-host.ts";
import { outputsOf } from "../host/commands.ts";
import type { LocalMember } from "../host/local-member.ts";
import type { MemberListener } from "../member.ts";
import { GREETING, streamOf } from "./messages.ts";
import type { HostFacts, News, Order } from "./messages.ts";
import { Multiplexer } from "./multiplexer.ts";

// The program that runs on each host of a job, at the other end of ssh or what stands in for it: starts the host's processes,
// carries what they say, and ends them when the connection ends.

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const members = new Map<number, LocalMember>();
let part: HostPart | undefined;
/** Output that is not yet at the launcher. */
let open = 0;

process.stdout.write(`${GREETING}${version}\n`);
const launcher = new Multiplexer(process.stdin, process.stdout, { onMessage: obey, onEnd: endAll });
tell({ type: "here", ...facts() });
// The launcher ends the job, and closes the connection after that.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("SIGTERM", endAll);

function tell(news: News): void {
  launcher.send(news);
}

function obey(message: unknown): void {
  const order = message as Order;
  switch (order.type) {
    case "settings":
      return launcher.beat(order.silenceMs);
    case "prepare":
      return attempt(() => {
        part = new HostPart(order.task, (text) => tell({ type: "warning", text }));
        tell({ type: "prepared" });
      });
    case "go":
      return attempt(() => part?.start("pipe", listener, add));
    case "notice":
      return members.get(order.process)?.tell(order.notice);
    case "signal":
      // A launcher that stops its ranks is about to stop itself, until it lets all go on.
      if (order.signal === "SIGSTOP") launcher.excuse();
      return members.get(order.process)?.signal(order.signal);
  }
}

const listener: MemberListener = {
  onReport: (member, report) => tell({ type: "report", process: member.process, report }),
  onExit: (member, end) => tell({ type: "exit", process: member.process, end }),
};

function attempt(step: () => void): void {
  try {
    step();
  } catch (error) {
    for (const member of members.values()) member.signal("SIGKILL");
    tell({ type: "refused", text: (error as Error).message });
  }
}

function add(member: LocalMember): void {
  members.set(member.process, member);
  const { process, pid, stdin } = member;
  tell({ type: "started", process, pid, reads: stdin !== null });
  for (const fd of outputsOf(member)) {
    open++;
    member
      .output(fd)
      .on("error", () => member.output(fd).destroy())
      .pipe(launcher.writer(streamOf(process, fd)))
      .once("close", () => open--);
  }
  if (stdin !== null) {
    const input = launcher.reader(streamOf(process, 0));
    // A rank may end, or close its input, before it has read everything.
    stdin.on("error", () => input.destroy());
    input.pipe(stdin);
  }
}

/** Nobody is left who could hear of the host's processes. */
function endAll(): void {
  for (const member of members.values()) member.signal("SIGKILL");
  part?.release();
  process.exit();
}

function facts(): HostFacts {
  const [client, , server] = (process.env.SSH_CONNECTION ?? "").split(" ");
  return {
    version,
    cores: availableParallelism(),
    interfaces: Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
      all.map(({ address, family, internal, cidr }) => ({ name, address, family, internal, cidr })),
    ),
    ...(client && server && { connection: { client, server } }),
  };
}

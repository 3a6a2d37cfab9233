import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { RemoteCommand } from "../../engines/allocation.ts";
import type { HostTask } from "../host/host-task.ts";
import type { MemberEnd, MemberListener } from "../member.ts";
import type { Host } from "../placement/placement.ts";
import { GREETING } from "./messages.ts";
import type { HostFacts, News, Order } from "./messages.ts";
import { Multiplexer } from "./multiplexer.ts";
import { RemoteMember } from "./remote-member.ts";
import { agentCommand } from "./remote-shell.ts";

/** What is kept of what ssh, or the host's shell, says on the way. */
const LAST_WORDS = 2000;
/** How long the end of a connection's program may come after the end of its output. */
const EXIT_MS = 500;
/** How long an agent whose connection ends may take to go, before its connection is cut. */
const LEAVE_MS = 2000;

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** The oldest Node that is supported has no Promise.withResolvers. A rejection that nobody waits for yet is none to warn of. */
function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

export interface AgentListener extends MemberListener {
  onAdded(member: RemoteMember): void;
  onWarning(text: string): void;
}

/** The launcher's end of the connection to the agent of one host. */
export class AgentLink {
  readonly name: string;
  /** Complete when the host is there; fails with what is wrong. */
  readonly facts: Promise<HostFacts>;
  readonly #here = withResolvers<HostFacts>();
  readonly #prepared = withResolvers<void>();
  readonly #child: ChildProcess;
  readonly #listener: AgentListener;
  readonly #version: string;
  readonly #members = new Map<number, RemoteMember>();
  readonly #closed: Promise<void>;
  #agent: Multiplexer | undefined;
  #task: HostTask | undefined;
  #lastWords = "";
  #ended: string | undefined;
  #started = false;

  /** `remote` is undefined for the host of the launcher. */
  constructor(host: Host, remote: RemoteCommand | undefined, version: string, listener: AgentListener) {
    this.name = host.name;
    this.#version = version;
    this.#listener = listener;
    this.facts = this.#here.promise;
    const [program, ...words] = agentCommand(host, remote);
    // How this process itself was reached says nothing about that host.
    const env = { ...process.env, SSH_CONNECTION: undefined };
    this.#child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], env, detached: true });
    const { stdin, stdout, stderr } = this.#child as ChildProcess & { stderr: Readable };
    stdin?.on("error", () => undefined);
    stderr.setEncoding("utf8").on("data", (text: string) => this.#keep(text));
    if (stdout) this.#awaitGreeting(stdout);
    this.#closed = new Promise((resolve) => {
      this.#child.once("error", ({ message }) => {
        this.#end(`${program} could not be started: ${message}`);
        resolve();
      });
      this.#child.once("close", (code, signal) => {
        this.#end(`${program} ended with ${signal ?? `code ${code}`}`);
        resolve();
      });
    });
  }

  get members(): RemoteMember[] {
    return [...this.#members.values()];
  }

  /** From here on both sides notice when the other is silent for so long. */
  beat(silenceMs: number): void {
    this.#order({ type: "settings", silenceMs });
    this.#agent?.beat(silenceMs);
  }

  /** The host gets ready for its part. Fails with the reason why it can't. */
  prepare(task: HostTask): Promise<void> {
    this.#order({ type: "prepare", task });
    this.#task = task;
    return this.#prepared.promise;
  }

  /** Starts the processes of the host; the listener hears of each. */
  start(): void {
    this.#started = true;
    this.#order({ type: "go" });
  }

  /** Ends the connection, and with it whatever the host still runs. */
  async close(): Promise<void> {
    this.#ended ??= "";
    this.#agent?.close();
    this.#child.stdin?.end();
    const cut = setTimeout(() => this.#child.kill("SIGKILL"), LEAVE_MS);
    await this.#closed;
    clearTimeout(cut);
  }

  /** What login shells print comes before the greeting. */
  #awaitGreeting(stdout: Readable): void {
    let seen = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(GREETING);
      const end = at < 0 ? -1 : seen.indexOf("\n", at);
      if (end < 0) {
        if (at < 0) this.#keep(chunk.toString("utf8"));
        if (seen.length > 1 << 20) this.#end("something else than the agent answers");
        return;
      }
      stdout.off("data", read).pause();
      const rest = seen.subarray(end + 1);
      if (rest.length > 0) stdout.unshift(rest);
      const version = seen.toString("utf8", at + GREETING.length, end);
      if (version === this.#version) this.#greeted(stdout);
      else
        this.#end(
          `it has version ${version} of this package, and this host ${this.#version}; install the same on both`,
        );
    };
    stdout.on("data", read);
  }

  #greeted(stdout: Readable): void {
    const { stdin } = this.#child;
    if (!stdin || this.#ended !== undefined) return;
    this.#agent = new Multiplexer(stdout, stdin, {
      onMessage: (message) => this.#hear(message as News),
      // Where the connection has closed, how its program ended says more.
      onEnd: (why) => setTimeout(() => this.#end(why), EXIT_MS),
    });
  }

  #hear(news: News): void {
    switch (news.type) {
      case "here":
        return this.#here.resolve(news);
      case "prepared":
        return this.#prepared.resolve();
      case "started":
        return this.#add(news.process, news.pid, news.reads);
      case "report": {
        const member = this.#members.get(news.process);
        if (member) this.#listener.onReport(member, news.report);
        return;
      }
      case "exit":
        return this.#exit(news.process, news.end);
      case "warning":
        return this.#listener.onWarning(`host ${this.name}: ${news.text}`);
      case "refused":
        return this.#end(news.text);
    }
  }

  #add(process: number, pid: number | undefined, reads: boolean): void {
    const task = this.#task?.processes.find((one) => one.process === process);
    if (!task || !this.#agent) return;
    const member = new RemoteMember(task, this.name, this.#agent, reads);
    member.pid = pid;
    this.#members.set(process, member);
    this.#listener.onAdded(member);
  }

  #exit(process: number, end: MemberEnd): void {
    const member = this.#members.get(process);
    if (member?.end(end)) this.#listener.onExit(member, end);
  }

  #end(why: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    const words = this.#lastWords.trim();
    const what = `host ${this.name}: ${why}${words === "" ? "" : `; it said: ${words.replaceAll(/\s*\n\s*/g, " | ")}`}`;
    this.#here.reject(new Error(what));
    this.#prepared.reject(new Error(what));
    this.#child.kill("SIGKILL");
    for (const { process } of this.#started ? this.#task!.processes : []) {
      if (!this.#members.has(process)) this.#add(process, undefined, false);
      this.#exit(process, { code: null, signal: null, why: `is lost: ${what}` });
    }
  }

  #keep(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
  }

  #order(order: Order): void {
    this.#agent?.send(order);
  }
}

import path from "node:path";
import { fileURLToPath } from "node:url";
import type { RemoteCommand } from "../../engines/allocation.ts";
import { checkHost } from "../placement/host-name.ts";
import type { Host } from "../placement/placement.ts";

/** What ssh itself would ask a person about is an error here: nobody could answer for many hosts at once. */
const SSH_WORDS = ["-T", "-x", "-o", "BatchMode=yes"];

/** How long a connection may be without an answer. ssh keeps to it by itself, so that none outlives a killed launcher for long. */
export interface Patience {
  /** Until it is made. */
  readonly startTimeoutMs: number;
  /** From then on. */
  readonly silenceMs: number;
}

/** ssh asks so often during a silence that is too long; it knows whole seconds only. */
const QUESTIONS = 2;

/** The command line given by words such as `ssh -p 2222`, to which the host and a command are added. */
export function shellFrom(words: readonly string[], patience: Patience): RemoteCommand {
  const ssh = path.basename(words[0] ?? "") === "ssh";
  const all = ssh ? [...words, ...SSH_WORDS, ...limits(patience), "--", "{host}"] : [...words, "{host}"];
  return { words: all, shell: true };
}

function limits({ startTimeoutMs, silenceMs }: Patience): string[] {
  const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
  return [
    `ConnectTimeout=${seconds(startTimeoutMs)}`,
    `ServerAliveInterval=${seconds(silenceMs / QUESTIONS)}`,
    `ServerAliveCountMax=${QUESTIONS}`,
  ].flatMap((limit) => ["-o", limit]);
}

/** The whole command line that starts the agent of a host. */
export function agentCommand(host: Host, remote: RemoteCommand | undefined): readonly [string, ...string[]] {
  const agent = fileURLToPath(new URL("./agent.js", import.meta.url));
  if (remote === undefined) return [process.execPath, agent];
  checkHost(host);
  const name = host.user === undefined ? host.name : `${host.user}@${host.name}`;
  const [program, ...words] = remote.words.map((word) => word.replaceAll("{host}", name));
  const command = remote.shell ? [`exec /bin/sh -c ${quoted(script(agent))}`] : [process.execPath, agent];
  return [program, ...words, ...command];
}

/** The same node as here where it is there, or else whichever the host finds. */
function script(agent: string): string {
  const node = quoted(process.execPath);
  return `if [ -x ${node} ]; then exec ${node} ${quoted(agent)}; else exec node ${quoted(agent)}; fi`;
}

/** As one word of a POSIX shell, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

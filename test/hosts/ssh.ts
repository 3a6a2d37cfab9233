import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { run, succeeds } from "../environment/command.ts";
import { end, pidIn } from "../environment/processes.ts";
import { until } from "../environment/until.ts";
import { HOSTS, STATE } from "./hosts.ts";
import type { Host } from "./hosts.ts";

/** sshd insists on its directory; it is ours to remove when we have made it. */
const PRIVILEGE_SEPARATION = "/run/sshd";
const MADE_IT = path.join(STATE, "made-run-sshd");

/**
 * ssh's configuration for all users of this machine takes in the files of this directory, so that plain `ssh ranks-h1` works and
 * nobody's own files are touched.
 */
const CLIENT_DIRECTORY = "/etc/ssh/ssh_config.d";
const CLIENT = path.join(CLIENT_DIRECTORY, "ranks-hosts.conf");

const inState = (...names: string[]): string => path.join(STATE, ...names);

/** What keeps plain ssh from finding the hosts. */
export function sshLacking(): string | undefined {
  const main = "/etc/ssh/ssh_config";
  const includes = existsSync(main) && /^\s*Include\s+\S*ssh_config\.d/m.test(readFileSync(main, "utf8"));
  return includes ? undefined : `${main} has no line "Include ${CLIENT_DIRECTORY}/*.conf"; add it`;
}

/** Makes keys and configurations, the user's and each host's. */
export function makeKeys(): void {
  mkdirSync(STATE, { mode: 0o700 });
  const key = inState("key");
  makeKey(key);
  writeFileSync(inState("authorized_keys"), readFileSync(`${key}.pub`));
  for (const host of HOSTS) {
    makeKey(inState(`${host.name}.key`));
    writeFileSync(inState(`${host.name}.conf`), serverConfiguration(host));
  }
  const known = HOSTS.map(({ name, address }) => `${name},${address} ${publicKey(inState(`${name}.key`))}`);
  writeFileSync(inState("known_hosts"), known.join(""));
  writeFileSync(CLIENT, clientConfiguration(), { mode: 0o644 });
}

/** Starts the sshd of each host that has none, and returns when all answer. */
export async function startServers(): Promise<void> {
  if (!existsSync(PRIVILEGE_SEPARATION)) {
    mkdirSync(PRIVILEGE_SEPARATION);
    closeSync(openSync(MADE_IT, "w"));
  }
  for (const { name } of HOSTS.filter((host) => !isServing(host))) {
    const log = inState(`${name}.log`);
    run("ip", ["netns", "exec", name, "/usr/sbin/sshd", "-f", inState(`${name}.conf`), "-E", log]);
  }
  for (const host of HOSTS) {
    if (await until(() => isServing(host))) continue;
    throw new Error(
      `the sshd of ${host.name} does not start: ${readFileSync(inState(`${host.name}.log`), "utf8")}`,
    );
  }
  const silent = HOSTS.filter((host) => !answers(host)).map(({ name }) => name);
  if (silent.length > 0) throw new Error(`no login on ${silent.join(", ")}; see the logs in ${STATE}`);
}

/** Whether the host's sshd is there. */
export function isServing(host: Host): boolean {
  return pidOf(host) !== undefined;
}

/** Whether plain ssh gets to the host. */
export function answers({ name }: Host): boolean {
  return succeeds("ssh", ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10", name, "true"]);
}

/** Ends the servers of these hosts. What they have started runs on. */
export async function stopServers(hosts: readonly Host[] = HOSTS): Promise<void> {
  await end(hosts.map(pidOf).filter((pid) => pid !== undefined));
}

/** Removes every file. */
export function removeKeys(): void {
  rmSync(CLIENT, { force: true });
  if (existsSync(MADE_IT)) {
    try {
      rmdirSync(PRIVILEGE_SEPARATION);
    } catch {
      // Somebody else's sshd uses it by now.
    }
  }
  rmSync(STATE, { recursive: true, force: true });
}

function pidOf({ name }: Host): number | undefined {
  return pidIn(inState(`${name}.pid`), inState(`${name}.conf`));
}

function makeKey(file: string): void {
  run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", path.basename(file), "-f", file]);
  chmodSync(file, 0o600);
}

function publicKey(file: string): string {
  return readFileSync(`${file}.pub`, "utf8");
}

function serverConfiguration({ name, address }: Host): string {
  return `ListenAddress ${address}:22
HostKey ${inState(`${name}.key`)}
PidFile ${inState(`${name}.pid`)}
AuthorizedKeysFile ${inState("authorized_keys")}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
UseDNS no
MaxStartups 100
`;
}

function clientConfiguration(): string {
  const hosts = HOSTS.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n`);
  const all = HOSTS.flatMap(({ name, address }) => [name, address]).join(" ");
  return `# The hosts of \`npm run hosts:up\`; \`npm run hosts:down\` removes this file.
${hosts.join("")}Host ${all}
  IdentityFile ${inState("key")}
  IdentitiesOnly yes
  UserKnownHostsFile ${inState("known_hosts")}
`;
}

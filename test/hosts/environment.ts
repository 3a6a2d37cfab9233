import { existsSync } from "node:fs";
import { lacking, provide } from "../environment/packages.ts";
import type { Environment } from "../environment/environment.ts";
import { heal } from "./cuts.ts";
import { HOSTS, STATE } from "./hosts.ts";
import { isPresent, makeNetwork, networkLacking, removeNetwork } from "./network.ts";
import { isServing, makeKeys, removeKeys, sshLacking, startServers, stopServers } from "./ssh.ts";

const NEEDS = {
  ip: "iproute2",
  tc: "iproute2",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
};

/** Three hosts with ssh between them and the machine. */
export const hosts: Environment = {
  provide: () => provide(NEEDS),
  lacking: () => lacking(NEEDS) ?? sshLacking() ?? networkLacking(),

  isUp: () => existsSync(STATE) && HOSTS.every((host) => isPresent(host) && isServing(host)),

  async up() {
    if (this.isUp()) return heal();
    await this.down();
    makeKeys();
    makeNetwork();
    await startServers();
  },

  async down() {
    await stopServers();
    await removeNetwork();
    removeKeys();
  },

  usage: "ssh ranks-h1; npx ranks run --hostfile test/hosts/hostfile -n 6 program.js",
};

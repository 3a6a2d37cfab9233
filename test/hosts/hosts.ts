/**
 * Three hosts on one machine: network namespaces, each with a link to a bridge and an sshd of its own. They share the file
 * system, the processors and the name of the machine, and nothing of the network.
 */
export interface Host {
  /** The name of its namespace, of its end of the bridge, and for ssh. */
  readonly name: string;
  readonly address: string;
}

export const HOSTS: readonly Host[] = [1, 2, 3].map((n) => ({
  name: `ranks-h${n}`,
  address: `10.77.0.${10 + n}`,
}));

/** Where `ranks run` is started: the machine's own namespace, which holds the bridge. */
export const LAUNCHER: Host = { name: "launcher", address: "10.77.0.1" };

export const BRIDGE = "ranks-bridge";
export const NETWORK = "10.77.0.0/24";

/** Keys, configurations and logs. It goes when the machine is restarted, and so do namespaces. */
export const STATE = "/run/ranks-hosts";

/** Finds a host by its name or the end of it: `ranks-h2`, `h2`. */
export function hostNamed(name: string): Host {
  const found = [LAUNCHER, ...HOSTS].find((host) => host.name === name || host.name === `ranks-${name}`);
  if (found !== undefined) return found;
  throw new Error(`there is no host ${name}; the hosts are ${HOSTS.map((host) => host.name).join(", ")}`);
}

import { RanksError } from "../errors.ts";

/** What the user may say about how a job comes together that another launcher started; the same on all ranks. */
export interface Settings {
  /** RANKS_SECRET. */
  readonly secret: string | undefined;
  /** RANKS_INSECURE=1: the network is trusted; nothing is encrypted, and no secret is needed. */
  readonly insecure: boolean;
  /** RANKS_IFACE: the name or an address of the network interface that rank 0 listens on. */
  readonly iface: string | undefined;
  /** RANKS_START_TIMEOUT, in seconds: so long all ranks may take to come. */
  readonly startMs: number;
  /** RANKS_PEER_TIMEOUT, in seconds: whoever is silent for so long is lost. */
  readonly silenceMs: number;
}

/** Whoever sees a connection begin can try out secrets at leisure: a short one is none. */
const SHORTEST_SECRET = 16;

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { RANKS_SECRET: secret, RANKS_INSECURE: insecure, RANKS_IFACE: iface } = env;
  if (secret !== undefined && secret.length < SHORTEST_SECRET)
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `RANKS_SECRET has fewer than ${SHORTEST_SECRET} characters, so that it can be guessed; ` +
        "make one with `openssl rand -hex 32` and give it to all ranks",
    );
  return {
    secret,
    insecure: insecure === "1",
    iface,
    startMs: 1000 * seconds(env, "RANKS_START_TIMEOUT", 60),
    silenceMs: 1000 * seconds(env, "RANKS_PEER_TIMEOUT", 10),
  };
}

function seconds(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!(value >= 0.1 && value <= 86_400))
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `${name} is "${text}"; set it to seconds, from 0.1 to 86400, or leave it out`,
    );
  return value;
}

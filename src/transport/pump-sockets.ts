import { join } from "node:path";
import { capability, Context, curveKeyPair, Pull, Push, Reply } from "zeromq";
import { RanksError } from "../errors.ts";
import { PIECE_BYTES } from "./batch.ts";
import type { PumpEndpoint, PumpNetwork } from "./pump-network.ts";

/** Processes that connect at the same moment. */
const BACKLOG = 1024;

/** Whoever has not shown by then that it is a pump of this job is cut off; honest ones that were held up try again. */
const HANDSHAKE_MS = 10_000;

/** What CURVE adds to a message. */
const CURVE_OVERHEAD = 64;

/** More than the sockets of a pump besides the one for each peer. */
const OTHER_SOCKETS = 16;

/** The longest path that fits a socket's address on Linux. */
const LONGEST_PATH = 107;

/** Names the handler that is asked who may connect; it exists once in each ZeroMQ context. */
export const ZAP_ADDRESS = "inproc://zeromq.zap.01";
export const ZAP_DOMAIN = "ranks";

/** Where a process listens, before ZeroMQ has chosen the port: on one interface, or in a private directory, or on loopback. */
export function bindAddress(
  process: number,
  network: PumpNetwork | undefined,
  directory: string | undefined,
): string {
  if (network !== undefined) {
    const { address } = network;
    return address.includes(":") ? `tcp://[${address}]:*` : `tcp://${address}:*`;
  }
  if (directory === undefined) return "tcp://127.0.0.1:*";
  const path = join(directory, `pump-${process}`);
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new RanksError(
      "ERR_RANKS_ENVIRONMENT",
      `the path of a socket is too long, ${path}; set TMPDIR to a shorter one`,
    );
  }
  return `ipc://${path}`;
}

/**
 * Makes the sockets of one pump. They have a ZeroMQ context of their own: the handler that says who may connect is one for a
 * whole context, and a program that uses ZeroMQ itself may have another. The secret key is made here and stays here.
 */
export class PumpSockets {
  readonly #context: Context;
  readonly #keys: { readonly publicKey: string; readonly secretKey: string } | undefined;
  readonly #ipv6: boolean;
  /** How long a handshake may take. */
  readonly handshakeMs: number;

  constructor(processes: number, network: PumpNetwork | undefined) {
    this.#context = new Context({ blocky: false, maxSockets: processes + OTHER_SOCKETS });
    if (network?.encrypt === true) this.#keys = newKeys();
    this.#ipv6 = network?.address.includes(":") === true;
    this.handshakeMs = Math.min(HANDSHAKE_MS, network?.silenceMs ?? HANDSHAKE_MS);
  }

  /** Present where connections are encrypted. */
  get publicKey(): string | undefined {
    return this.#keys?.publicKey;
  }

  /** For what comes from all other processes; not bound yet. */
  pull(): Pull {
    const pull = new Pull({ ...this.#settings(), backlog: BACKLOG, ipv6: this.#ipv6 });
    if (this.#keys !== undefined) {
      pull.curveServer = true;
      pull.curveSecretKey = this.#keys.secretKey;
      pull.zapDomain = ZAP_DOMAIN;
      // Without a handler nobody gets in, instead of everybody who knows the public key.
      pull.zapEnforceDomain = true;
    }
    return pull;
  }

  /**
   * Connected to another process. No high-water mark: the pumps' credit bounds what waits. Without a timeout `send` never leaves
   * anything pending.
   */
  push({ address, key }: PumpEndpoint): Push {
    const push = new Push({
      ...this.#settings(),
      sendHighWaterMark: 0,
      sendTimeout: 0,
      ipv6: address.includes("["),
    });
    if (this.#keys !== undefined) {
      push.curveServerKey = key ?? null;
      push.curvePublicKey = this.#keys.publicKey;
      push.curveSecretKey = this.#keys.secretKey;
    }
    push.connect(address);
    return push;
  }

  /** For the handler of ZAP. */
  reply(): Reply {
    return new Reply({ context: this.#context, linger: 0 });
  }

  /** Sockets that end at once: whoever wants what was sent to arrive waits for that before it closes them. */
  #settings(): { context: Context; linger: number; handshakeInterval: number; maxMessageSize: number } {
    return {
      context: this.#context,
      linger: 0,
      handshakeInterval: this.handshakeMs,
      maxMessageSize: PIECE_BYTES + (this.#keys === undefined ? 0 : CURVE_OVERHEAD),
    };
  }
}

function newKeys(): { readonly publicKey: string; readonly secretKey: string } {
  if (capability.curve === true) return curveKeyPair();
  const fact = "this build of the zeromq package can't encrypt";
  throw new RanksError(
    "ERR_RANKS_ENVIRONMENT",
    `${fact}; install it with its own binary, or use --insecure on a network that you trust`,
  );
}

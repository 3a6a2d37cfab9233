import type { Reply } from "zeromq";
import { ZAP_ADDRESS } from "./pump-sockets.ts";
import { toZ85 } from "./z85.ts";

const VERSION = "1.0";
/** Places in a request of ZAP (RFC 27). */
const REQUEST = { id: 1, address: 3, mechanism: 5, key: 6 } as const;

/**
 * Who may connect: ZeroMQ asks for each connection that is opened with a key pair and the knowledge of this process's public
 * key. Until the keys of the job are known the answer waits; the handshake's time limit bounds that.
 */
export class PumpGate {
  readonly #socket: Reply;
  readonly #refused: (why: string) => void;
  readonly #keys = new Set<string>();
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;
  #closed = false;

  /** Calls `refused` for each connection that is turned away. */
  constructor(socket: Reply, refused: (why: string) => void) {
    this.#socket = socket;
    this.#refused = refused;
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  /** Calls `failed` when nobody can be let in any more. */
  async start(failed: (error: unknown) => void): Promise<void> {
    await this.#socket.bind(ZAP_ADDRESS);
    this.#serve().catch((error: unknown) => {
      if (!this.#closed) failed(error);
    });
  }

  /** These public keys, and no others, get in. */
  open(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(key);
    this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#open();
    this.#socket.close();
  }

  async #serve(): Promise<void> {
    for (;;) {
      const request = await this.#socket.receive();
      await this.#opened;
      if (this.#closed) return;
      const allowed = this.#allows(request);
      if (!allowed)
        this.#refused(`from ${request[REQUEST.address].toString()} with a key that is not of this job`);
      const answer = allowed ? ["200", "OK"] : ["400", "not a key of this job"];
      await this.#socket.send([VERSION, request[REQUEST.id], ...answer, "", ""]);
    }
  }

  #allows(request: readonly Buffer[]): boolean {
    return request[REQUEST.mechanism].toString() === "CURVE" && this.#keys.has(toZ85(request[REQUEST.key]));
  }
}

import type { Pull } from "zeromq";
import { RanksError } from "../errors.ts";
import { PumpGate } from "./pump-gate.ts";
import { PumpRefusals } from "./pump-refusals.ts";
import type { PumpSockets } from "./pump-sockets.ts";

/** The way in for the pumps of other processes: the socket that they connect to, and where connections are encrypted who may. */
export class PumpDoor {
  readonly pull: Pull;
  readonly #handshakeMs: number;
  readonly #refused: (why: string) => void;
  readonly #gate: PumpGate | undefined;
  #refusals: PumpRefusals | undefined;

  /** Calls `refused` for each connection that is turned away. */
  constructor(sockets: PumpSockets, refused: (why: string) => void) {
    this.pull = sockets.pull();
    this.#handshakeMs = sockets.handshakeMs;
    this.#refused = refused;
    if (sockets.publicKey !== undefined) this.#gate = new PumpGate(sockets.reply(), refused);
  }

  /** Starts to listen; the answer is the address for others. `failed` is called when nobody can be let in any more. */
  async listen(address: string, failed: (error: unknown) => void): Promise<string> {
    // First what can fail: a thread that ends by an error while a socket waits for something aborts the process.
    await this.pull.bind(address).catch((cause: unknown) => {
      const fact = `no socket can listen at ${address}: ${String(cause)}`;
      throw new RanksError("ERR_RANKS_ENVIRONMENT", `${fact}; choose another interface with --iface`, {
        cause,
      });
    });
    if (this.#gate !== undefined) {
      await this.#gate.start(failed);
      this.#refusals = new PumpRefusals(this.pull, this.#handshakeMs, this.#refused);
    }
    return this.pull.lastEndpoint!;
  }

  /** The public keys of those who may come in; until here nobody did. */
  open(keys: readonly string[]): void {
    this.#gate?.open(keys);
  }

  /** Closes the sockets at once; complete when the thread may end. */
  async close(): Promise<void> {
    this.pull.close();
    this.#gate?.close();
    await this.#refusals?.close();
  }
}

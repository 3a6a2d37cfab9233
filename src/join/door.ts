import { createServer } from "node:tls";
import type { Server, TLSSocket } from "node:tls";
import type { AddressInfo } from "node:net";
import { Channel } from "./channel.ts";
import { serverTerms } from "./key.ts";
import type { Key } from "./key.ts";
import { listenError } from "./listen-error.ts";
import { readHello } from "./messages.ts";
import type { Hello } from "./messages.ts";

/** Who connects has so long to prove that it has the key, and as long again to say who it is. */
const PATIENCE_MS = 5000;

/** Before somebody has said who it is, it may say so much. */
const HELLO_BYTES = 64 << 10;

/** Connections beyond those of the job: refused ones, and those that are trying. */
const STRANGERS = 64;

export interface DoorOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  readonly key: Key;
  /** Ranks of the job. */
  readonly size: number;
  readonly silenceMs: number;
  /** Somebody with the key says who it is; the answer is why it may not come in, undefined when it may. */
  admit(hello: Hello, channel: Channel): string | undefined;
  /** Called once for each reason. */
  onWarning(text: string): void;
}

/** Where the ranks of a job come in: only those that have its key, and say in time who they are. */
export class Door {
  readonly #options: DoorOptions;
  readonly #server: Server;
  readonly #warned = new Set<string>();

  private constructor(options: DoorOptions) {
    this.#options = options;
    this.#server = createServer({ ...serverTerms(options.key), handshakeTimeout: PATIENCE_MS });
    this.#server.maxConnections = options.size + STRANGERS;
    this.#server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      socket.destroy();
      this.#warn(reasonOf(error));
    });
    this.#server.on("secureConnection", (socket) => void this.#welcome(socket));
  }

  static async open(options: DoorOptions): Promise<Door> {
    const door = new Door(options);
    const { host, port } = options;
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error): void => reject(listenError({ host, port }, error));
      door.#server.once("error", fail).listen({ host, port, backlog: 1024 }, () => {
        door.#server.off("error", fail);
        resolve();
      });
    });
    door.#server.on("error", (error: Error) => door.#warn(error.message));
    return door;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nobody comes in any more; those who are inside stay. */
  close(): void {
    this.#server.close();
  }

  async #welcome(socket: TLSSocket): Promise<void> {
    const channel = new Channel(socket, this.#options.silenceMs);
    const limit = setTimeout(() => channel.destroy("it did not say who it is"), PATIENCE_MS);
    let unread = HELLO_BYTES;
    const count = (chunk: string): void => {
      unread -= chunk.length;
      if (unread < 0) channel.destroy("it said too much before it said who it is");
    };
    socket.on("data", count);
    try {
      const hello = readHello(await channel.next());
      const refusal = hello === undefined ? "it did not say who it is" : this.#options.admit(hello, channel);
      if (refusal === undefined) return;
      channel.say({ type: "refused", code: "ERR_RANKS_LAUNCH", message: refusal });
      this.#warn(refusal);
      await channel.close();
    } catch (error) {
      this.#warn((error as Error).message);
    } finally {
      clearTimeout(limit);
      socket.off("data", count);
    }
  }

  #warn(reason: string): void {
    if (this.#warned.has(reason)) return;
    this.#warned.add(reason);
    this.#options.onWarning(`a connection to the port where ranks join was refused: ${reason}`);
  }
}

/** What the library for encryption says is for its makers. */
function reasonOf({ code = "", message }: NodeJS.ErrnoException): string {
  if (code === "ERR_SSL_BINDER_DOES_NOT_VERIFY") return "it has another secret than this job";
  if (code === "ERR_TLS_HANDSHAKE_TIMEOUT") return "it did not prove in time that it has the job's secret";
  if (code === "ECONNRESET") return "it went away before it had proved that it has the job's secret";
  if (code.startsWith("ERR_SSL_")) return "it does not speak as a rank of this job does";
  return code || message;
}

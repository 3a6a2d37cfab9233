import type { Event, Observer, Pull } from "zeromq";

/** How long closing may wait for the last event. */
const END_MS = 500;

/** How often to look for connections that came to nothing. */
const LOOK_MS = 1000;

/** Why ZeroMQ cut off a connection before it asked whether the key is allowed. */
const REASONS: Readonly<Partial<Record<string, string>>> = {
  ERR_ZMTP_MECHANISM_MISMATCH: "that does not encrypt",
  ERR_ZMTP_CRYPTOGRAPHIC: "whose keys do not fit",
};
const NO_PUMP = "that did not say what a process of this job says";

/**
 * Hears of connections that ZeroMQ itself turned away, which would otherwise be done without a word. An event says nothing of
 * which connection it is about. So connections without an outcome are counted from the oldest: one that is still there when
 * its handshake's time is over was cut off for want of one.
 */
export class PumpRefusals {
  readonly #observer: Observer;
  readonly #limitMs: number;
  readonly #refused: (why: string) => void;
  readonly #opening: number[] = [];
  readonly #looking: NodeJS.Timeout;
  readonly #ended: Promise<void>;

  constructor(pull: Pull, handshakeMs: number, refused: (why: string) => void) {
    this.#observer = pull.events;
    this.#limitMs = handshakeMs + LOOK_MS;
    this.#refused = refused;
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
    this.#ended = this.#listen();
  }

  /**
   * To be called after the socket is closed. The last event has to be awaited: ZeroMQ's thread writes events to a socket
   * whose reader must still be there, and would wait for it for ever.
   */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    const limit = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref());
    await Promise.race([this.#ended, limit]);
    this.#observer.close();
  }

  async #listen(): Promise<void> {
    try {
      while (!this.#observer.closed) this.#hear(await this.#observer.receive());
    } catch {
      // Closed while it waited.
    }
  }

  #hear(event: Event): void {
    switch (event.type) {
      case "accept":
        this.#opening.push(performance.now());
        break;
      case "handshake:error:protocol":
        this.#refused(REASONS[event.error.code] ?? NO_PUMP);
        this.#opening.shift();
        break;
      case "handshake":
      case "handshake:error:auth":
        this.#opening.shift();
        break;
    }
  }

  #look(): void {
    const before = performance.now() - this.#limitMs;
    while (this.#opening.length > 0 && this.#opening[0] < before) {
      this.#opening.shift();
      this.#refused(NO_PUMP);
    }
  }
}

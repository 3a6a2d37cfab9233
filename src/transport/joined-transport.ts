import type { Commons } from "../memory/commons.ts";
import type { Doorbell } from "../memory/doorbell.ts";
import type { Route, Sink, Transport } from "./transport.ts";

/** Several regions that one rank takes part in, the nearest first: its process's and its host's. They ring the same doorbell. */
export class JoinedTransport implements Transport {
  readonly name: string;
  readonly doorbell: Doorbell;
  /** Of the largest region. */
  readonly commons: Commons | undefined;
  readonly #parts: readonly Transport[];

  constructor(parts: readonly Transport[]) {
    this.name = parts.map(({ name }) => name).join("+");
    this.doorbell = parts[0].doorbell;
    this.commons = parts.at(-1)!.commons;
    this.#parts = parts;
  }

  route(dest: number): Route | undefined {
    for (const part of this.#parts) {
      const route = part.route(dest);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  poll(sink: Sink): boolean {
    let found = false;
    for (const part of this.#parts) if (part.poll(sink)) found = true;
    return found;
  }
}

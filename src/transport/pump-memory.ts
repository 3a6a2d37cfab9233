import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of received messages between two collections. */
const EVERY_BYTES = 8 << 20;

/** A message above this size stands in memory of ZeroMQ's, which is freed when its Buffer is collected. */
const COPIED_BY_ZEROMQ = 128;

type Collect = (options: { type: "minor" }) => unknown;

/**
 * Frees received messages early. Their Buffers are tiny objects that hold memory outside of the heap: left alone, V8 collects
 * nothing until 32 MiB have come together and then marks its whole heap. That was half of all processor time in transfers of
 * 1 MiB messages; a collection of young objects every 8 MiB costs next to nothing, and keeps the memory warm.
 */
export class PumpMemory {
  readonly #collect: Collect | undefined = findCollector();
  #bytes = 0;

  received(bytes: number): void {
    if (bytes <= COPIED_BY_ZEROMQ) return;
    this.#bytes += bytes;
    if (this.#bytes < EVERY_BYTES) return;
    this.#bytes = 0;
    this.#collect?.({ type: "minor" });
  }
}

/** V8's `gc`, which exists in contexts made while the flag is set. */
function findCollector(): Collect | undefined {
  if (globalThis.gc !== undefined) return globalThis.gc;
  try {
    setFlagsFromString("--expose-gc");
    return runInNewContext("gc") as Collect;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}

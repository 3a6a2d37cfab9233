import { createRequire } from "node:module";

/** The native binding (native-bindings/src): shared memory between processes and sleeping on it. */
export interface Native {
  /** A descriptor of fresh, zeroed, nameless memory. Throws with code ENOMEM or EFBIG when it can't be had. */
  createMemory(bytes: number): number;
  map(fd: number, bytes: number): ArrayBuffer;
  wait(words: Int32Array, index: number, expected: number, timeoutMs: number): boolean;
  wake(words: Int32Array, index: number): void;
  yieldProcessor(): void;
  /** Where an array's elements lie in this process; 0 when that can't be told. */
  addressOf(array: ArrayBufferView): number;
  /** Fills the front of `into` from a process's memory; false when that isn't allowed or the process is gone. */
  readMemory(pid: number, address: number, into: ArrayBufferView, bytes: number): boolean;
  /** Copies `from` to where an array of this process lies. */
  writeMemory(address: number, from: ArrayBufferView): void;
  /** The elements of an array of this process, which must stay there as long as anybody uses this. */
  memoryAt(address: number, bytes: number): ArrayBuffer;
  /** `into[i] = left[i] op right[i]` for the operation of a code: sum, prod, min, max on arrays of floats, doubles or 32-bit integers. */
  combine(
    code: number,
    into: ArrayBufferView,
    left: ArrayBufferView,
    right: ArrayBufferView,
    n: number,
  ): void;
  /** Lets other processes of this user read this one's arrays. */
  admitReaders(): void;
  /** From any thread, and at once. */
  exitProcess(code: number): never;
  /** What is written to the descriptor `fd` goes where `to` goes. */
  redirect(fd: number, to: number): void;
  watch(words: Int32Array, index: number, callback: () => void): unknown;
  arm(watcher: unknown, expected: number): void;
  unwatch(watcher: unknown): void;
}

function load(): Native | undefined {
  // For tests and for people whose build is broken: everything works without the binding.
  if (process.env.RANKS_NO_NATIVE === "1") return undefined;
  try {
    const require = createRequire(import.meta.url);
    return require("../../native-bindings/build/Release/ranks.node") as Native;
  } catch {
    return undefined;
  }
}

/** Undefined where no compiler was there when the package was installed, and off Linux. */
export const native = load();

import { native } from "./native.ts";

/** Sleeping on a word of shared memory until somebody changes it and wakes us. */
export interface Waiter {
  /** Returns when woken, when the word isn't `expected` any more, or after `timeoutMs`. */
  wait(words: Int32Array, index: number, expected: number, timeoutMs: number): void;
  wake(words: Int32Array, index: number): void;
  /** Prepares calls of `callback` from the event loop: each `arm(expected)` leads to one, once the word differs. */
  watch(words: Int32Array, index: number, callback: () => void): Watch;
}

export interface Watch {
  arm(expected: number): void;
  close(): void;
}

/** Threads of one process: the language's own futex. */
export const atomicsWaiter: Waiter = {
  wait: (words, index, expected, timeoutMs) => void Atomics.wait(words, index, expected, timeoutMs),
  wake: (words, index) => void Atomics.notify(words, index),
  watch: (words, index, callback) => {
    let armed: number | undefined;
    const fire = (): void => {
      armed = undefined;
      callback();
    };
    return {
      arm: (expected) => {
        if (armed === expected) return;
        armed = expected;
        const outcome = Atomics.waitAsync(words, index, expected);
        if (outcome.async) void outcome.value.then(fire);
        else setImmediate(fire);
      },
      close: () => void Atomics.notify(words, index),
    };
  },
};

/** Processes that map the same pages: the kernel's futex, through the binding. */
function futexWaiter(binding: NonNullable<typeof native>): Waiter {
  return {
    wait: (words, index, expected, timeoutMs) => void binding.wait(words, index, expected, timeoutMs),
    wake: (words, index) => binding.wake(words, index),
    watch: (words, index, callback) => {
      const watcher = binding.watch(words, index, callback);
      return { arm: (expected) => binding.arm(watcher, expected), close: () => binding.unwatch(watcher) };
    },
  };
}

/** Bytes that several ranks see, with a view for each kind of element, made once: views cost more than small copies. */
export class Memory {
  readonly waiter: Waiter;
  readonly bytes: number;
  readonly i8: Int8Array;
  readonly u8: Uint8Array;
  readonly u8c: Uint8ClampedArray;
  readonly i16: Int16Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i64: BigInt64Array;
  readonly u64: BigUint64Array;

  constructor(buffer: ArrayBufferLike, waiter: Waiter) {
    this.waiter = waiter;
    this.bytes = buffer.byteLength;
    this.i8 = new Int8Array(buffer);
    this.u8 = new Uint8Array(buffer);
    this.u8c = new Uint8ClampedArray(buffer);
    this.i16 = new Int16Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.u64 = new BigUint64Array(buffer);
  }
}

/** Memory of the threads of this process. */
export function threadMemory(buffer: SharedArrayBuffer): Memory {
  return new Memory(buffer, atomicsWaiter);
}

/** Memory of the processes of this host. Every thread maps it anew: a mapped buffer that is cloned becomes a private copy. */
export function mappedMemory(fd: number, bytes: number): Memory {
  if (native === undefined) throw new Error("mappedMemory needs the native binding");
  return new Memory(native.map(fd, bytes), futexWaiter(native));
}

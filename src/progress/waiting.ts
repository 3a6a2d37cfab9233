import { performance } from "node:perf_hooks";
import { native } from "../memory/native.ts";
import type { Watch } from "../memory/memory.ts";
import type { WaitSlot } from "../memory/wait-slot.ts";
import type { Engine } from "./engine.ts";
import { PENDING } from "./operation.ts";
import type { Operation, Progress } from "./operation.ts";

/** How a rank waits. The engine itself never does. */
export type Waiting = Omit<Progress, "poll">;

/** How long to look before sleeping. Waking a sleeping core costs some 30 µs; looking costs the core. */
export interface Pace {
  /** Milliseconds of polling with nothing found before a blocking wait sleeps. */
  readonly spinMs: number;
  /** Milliseconds that `await` polls at once, before it goes through the event loop. */
  readonly lingerMs: number;
  /** Whether other ranks want this core: then it is given away between two looks. */
  readonly crowded: boolean;
}

/** Threads that a rank with a pump needs a processor for: its own, the pump's, and one of ZeroMQ's. */
const THREADS_WITH_PUMP = 3;

/** For so many ranks on a host of so many processors. */
export function paceFor(ranks: number, cores: number, pumps: boolean): Pace {
  if (ranks * (pumps ? THREADS_WITH_PUMP : 1) <= cores) return { spinMs: 1, lingerMs: 0.05, crowded: false };
  // Who can't give the processor away must not keep it. Nor must who keeps pumps from it: a barrier of 4 ranks over ZeroMQ on 2
  // processors took 1.8 ms where all looked for messages, and takes 0.7 ms where all sleep.
  if (native === undefined || (pumps && ranks > cores)) return { spinMs: 0, lingerMs: 0, crowded: true };
  return { spinMs: 1, lingerMs: 0.2, crowded: true };
}

/** Polls between two looks at the clock. */
const BATCH = 64;
/** After so long in vain somebody else may need the core: another rank, or another program. */
const POLITE_MS = 0.02;
/** A sleeper looks around this often even when nobody wakes it: a bound, should a peer die with the bell in its hand. */
const SLEEP_MS = 250;
/** Who waits for so long asks whether its peers are with it, again and again. */
const STALL_MS = 250;

/** Waiting on a doorbell: poll, spin for a bounded time, yield, sleep; an `await` does the same in turns of the event loop. */
export class DoorbellWaiting implements Waiting {
  readonly #engine: Engine;
  readonly #pace: Pace;
  readonly #slot: WaitSlot;
  readonly #turn = (): void => this.#takeTurn();
  /** The oldest first. */
  readonly #awaiting = new Set<Operation<unknown>>();
  #running = false;
  #parked = false;
  /** Whether looking was in vain in this turn of the event loop: whoever awaits many requests at once need not look for each. */
  #inVain = false;
  #lastFound = 0;
  #watch: Watch | undefined;
  /** Keeps the event loop alive while something is awaited: a watch alone does not. */
  #alive: NodeJS.Timeout | undefined;

  /** Others can read in `slot` what this rank waits for, once it sleeps. */
  constructor(engine: Engine, pace: Pace, slot: WaitSlot) {
    this.#engine = engine;
    this.#pace = pace;
    this.#slot = slot;
  }

  block(operation: Operation<unknown>, timeoutMs: number): void {
    const engine = this.#engine;
    const { crowded } = this.#pace;
    this.#unpark();
    // Most waits end within the first looks: the clock is read after them.
    for (let i = 0; i < BATCH; i++) {
      engine.poll();
      if (operation.state !== PENDING) return;
      if (crowded && i > 4) break;
    }
    this.#persist(operation, timeoutMs);
    this.#slot.clear();
  }

  #persist(operation: Operation<unknown>, timeoutMs: number): void {
    const engine = this.#engine;
    const { crowded } = this.#pace;
    const start = performance.now();
    let idleSince = start;
    let asked = start;
    for (;;) {
      let found = false;
      for (let i = crowded ? BATCH - 1 : 0; i < BATCH; i++) {
        if (engine.poll()) found = true;
        if (operation.state !== PENDING) return;
      }
      const now = performance.now();
      if (crowded || now - idleSince >= POLITE_MS) native?.yieldProcessor();
      if (now - start >= timeoutMs) return;
      if (now - asked >= STALL_MS) {
        asked = now;
        engine.stalled();
      }
      if (found) idleSince = now;
      else if (now - idleSince >= this.#spinMs) {
        this.#sleep(operation, Math.min(SLEEP_MS, timeoutMs - (now - start)));
        if (operation.state !== PENDING) return;
      }
    }
  }

  /** While its pump moves large arrays a rank leaves the processors to it, and to ZeroMQ. */
  get #spinMs(): number {
    return this.#engine.links.inBulk && this.#pace.crowded ? 0 : this.#pace.spinMs;
  }

  #sleep(operation: Operation<unknown>, limitMs: number): void {
    const { doorbell } = this.#engine.transport;
    const ticket = doorbell.prepare();
    this.#engine.departures.hear();
    if (this.#engine.poll() || operation.state !== PENDING) return doorbell.cancel();
    // It stands there until the wait is over, not only while asleep: who looks from time to time waits all the same.
    this.#slot.show(String(operation));
    doorbell.sleep(ticket, limitMs);
  }

  linger(operation: Operation<unknown>): void {
    const engine = this.#engine;
    if (this.#inVain) {
      engine.poll();
      return;
    }
    for (let i = 0; i < 8; i++) {
      engine.poll();
      if (operation.state !== PENDING) return;
    }
    const until = performance.now() + this.#pace.lingerMs;
    do {
      for (let i = this.#pace.crowded ? 15 : 0; i < 16; i++) {
        engine.poll();
        if (operation.state !== PENDING) return;
      }
      if (this.#pace.crowded) native?.yieldProcessor();
    } while (performance.now() < until);
    this.#inVain = true;
  }

  awaited(operation: Operation<unknown>): void {
    this.#awaiting.add(operation);
    this.#alive ??= setInterval(() => this.#lookAround(), STALL_MS);
    this.#alive.ref();
    if (this.#running) return;
    this.#running = true;
    this.#lastFound = performance.now();
    setImmediate(this.#turn);
  }

  settled(operation: Operation<unknown>): void {
    this.#awaiting.delete(operation);
    this.#slot.clear();
    this.#unpark();
  }

  /** Comes by from time to time while something is awaited. */
  #lookAround(): void {
    if (this.#parked && this.#engine.poll()) this.#unpark();
    this.#engine.stalled();
  }

  #takeTurn(): void {
    this.#parked = false;
    this.#inVain = false;
    const found = this.#engine.poll();
    if (this.#awaiting.size === 0) {
      this.#running = false;
      this.#alive?.unref();
      return;
    }
    const now = performance.now();
    if (found) this.#lastFound = now;
    if (now - this.#lastFound < this.#spinMs) {
      if (this.#pace.crowded) native?.yieldProcessor();
      setImmediate(this.#turn);
    } else this.#park();
  }

  /** Sleeps in the event loop's own way until the doorbell rings. */
  #park(): void {
    const { doorbell } = this.#engine.transport;
    this.#watch ??= doorbell.watch(() => {
      if (!this.#parked) return;
      this.#unpark();
    });
    const ticket = doorbell.prepare();
    this.#engine.departures.hear();
    if (this.#engine.poll() || this.#awaiting.size === 0) {
      doorbell.cancel();
      setImmediate(this.#turn);
      return;
    }
    this.#parked = true;
    this.#slot.show(this.#describe());
    this.#watch.arm(ticket);
  }

  /** Whoever polls in between takes the doorbell; the event loop gets a new turn afterwards. */
  #unpark(): void {
    if (!this.#parked) return;
    this.#parked = false;
    this.#engine.transport.doorbell.cancel();
    this.#lastFound = performance.now();
    setImmediate(this.#turn);
  }

  #describe(): string {
    const [oldest] = this.#awaiting;
    const others = this.#awaiting.size - 1;
    return others > 0 ? `${String(oldest)}; and ${others} more` : String(oldest);
  }
}

import type { Peers, Schedule } from "#dist/collectives/peers.js";
import type { Request } from "#dist/progress/request.js";
import type { Status } from "#dist/progress/status.js";
import { Agenda } from "./agenda.ts";
import type { Then } from "./agenda.ts";
import { Network } from "./network.ts";
import type { Machine } from "./parameters.ts";

/** One rank's part in a collective: the library's own generator. `work` is called with the microseconds that the rank computes. */
export type Part = (peers: Peers, work: (time: number) => void) => Schedule<unknown>;

/** Microseconds until the last rank is through with `row` collectives, one after the other; the i-th of each rank is `part(i)`. */
export function simulate(machine: Machine, size: number, part: (i: number) => Part, row = 1): number {
  const simulation = new Simulation(machine, size);
  const ranks = Array.from({ length: size }, (_, rank) => new Rank(simulation, rank, part, row));
  simulation.ranks = ranks;
  for (const rank of ranks) simulation.agenda.note(0, () => rank.go());
  simulation.agenda.run();
  const stuck = ranks.findIndex(({ done }) => !done);
  if (stuck >= 0) throw new Error(`rank ${stuck} of ${size} waits for ever`);
  return Math.max(...ranks.map(({ clock }) => clock));
}

class Simulation {
  readonly agenda = new Agenda();
  readonly network: Network;
  ranks: readonly Rank[] = [];

  readonly machine: Machine;
  readonly size: number;

  constructor(machine: Machine, size: number) {
    this.machine = machine;
    this.size = size;
    this.network = new Network(machine, size);
  }
}

/** A send or a receive. Its array is never read or written: only its length matters. */
class Transfer<T> implements Request<T> {
  complete = false;
  answer: T | undefined = undefined;
  bytes = 0;
  count = 0;
  readonly into: T | undefined;

  constructor(into?: T) {
    this.into = into;
  }

  wait(): T {
    return this.answer as T;
  }

  test(): boolean {
    return this.complete;
  }

  get status(): Status {
    return { source: -1, tag: -1, count: this.count, bytes: this.bytes };
  }

  cancel(): boolean {
    return false;
  }

  then(): never {
    throw new Error("algorithms do not await");
  }
}

interface Message {
  readonly value: unknown;
  readonly bytes: number;
  readonly near: boolean;
  readonly eager: boolean;
  readonly send: Transfer<void>;
}

/** What has come from a rank, or is expected from it; one of the two is empty. */
interface Line {
  readonly messages: Message[];
  readonly receives: Transfer<unknown>[];
}

class Rank implements Peers {
  clock = 0;
  done = false;
  readonly rank: number;
  readonly size: number;
  readonly #simulation: Simulation;
  readonly #part: (i: number) => Part;
  readonly #row: number;
  readonly #lines = new Map<number, Line>();
  #begun = 0;
  #schedule: Schedule<unknown> | undefined;
  #awaited = new Set<Request<unknown>>();

  constructor(simulation: Simulation, rank: number, part: (i: number) => Part, row: number) {
    this.#simulation = simulation;
    this.rank = rank;
    this.size = simulation.size;
    this.#part = part;
    this.#row = row;
  }

  isend(value: unknown, dest: number): Request<void> {
    const { network, agenda, ranks } = this.#simulation;
    const near = network.near(this.rank, dest);
    const { L, o, G } = network.level(near);
    const bytes = bytesOf(value);
    const eager = network.eager(near, bytes);
    const send = new Transfer<void>();
    const message = { value, bytes, near, eager, send };
    const arrive: Then = (time) => ranks[dest].#arrive(this.rank, message, time);
    // A small message goes through memory that both copy: half of its bytes' time each.
    this.clock += o + (near && eager ? (bytes * G) / 2 : 0);
    if (near) agenda.note(this.clock + L, arrive);
    else this.#throughPumps(dest, eager ? bytes : 0, arrive);
    if (eager) send.complete = true;
    return send;
  }

  irecv<T>(source: number, into?: T): Request<T> {
    const receive = new Transfer<T>(into);
    const line = this.#line(source);
    const message = line.messages.shift();
    if (message === undefined) line.receives.push(receive);
    else this.#match(source, message, receive, this.clock);
    return receive;
  }

  /** Until it waits or is through. */
  go(): void {
    for (;;) {
      this.#schedule ??= this.#begin();
      if (this.#schedule === undefined) return;
      const step = this.#schedule.next();
      if (step.done) {
        this.#schedule = undefined;
        continue;
      }
      this.#awaited = new Set(step.value.filter((request) => !request.test()));
      if (this.#awaited.size > 0) return;
    }
  }

  #begin(): Schedule<unknown> | undefined {
    this.done = this.#begun === this.#row;
    if (this.done) return undefined;
    this.clock += this.#simulation.machine.call;
    return this.#part(this.#begun++)(this, (time) => (this.clock += time));
  }

  #line(source: number): Line {
    let line = this.#lines.get(source);
    if (line === undefined) this.#lines.set(source, (line = { messages: [], receives: [] }));
    return line;
  }

  #arrive(source: number, message: Message, time: number): void {
    const line = this.#line(source);
    const receive = line.receives.shift();
    if (receive === undefined) line.messages.push(message);
    else this.#match(source, message, receive, time);
  }

  #match(source: number, message: Message, receive: Transfer<unknown>, time: number): void {
    const { network, agenda, ranks } = this.#simulation;
    const { bytes, near, eager } = message;
    const { L, o, G, largeG } = network.level(near);
    const take = (at: number): void => this.#take(message, receive, at);
    if (!near) {
      if (eager) return take(this.#busy(time, o));
      // It is asked for, and then it comes.
      this.#busy(time, o);
      const sender = ranks[source];
      return this.#throughPumps(source, 0, (asked) => {
        sender.#busy(asked, o);
        const sent = (at: number): void => sender.#complete(message.send, at);
        sender.#throughPumps(this.rank, bytes, (arrival) => take(this.#busy(arrival, o)), sent);
      });
    }
    if (eager) return take(this.#busy(time, o + (bytes * G) / 2));
    // The receiver reads it where it lies, and says so.
    take(this.#busy(time, o + bytes * largeG));
    agenda.note(this.clock + L, (told) => ranks[source].#complete(message.send, told));
  }

  /** `arrived` is called when it is there, and `sent` when the pump is rid of it. */
  #throughPumps(dest: number, bytes: number, arrived: Then, sent?: Then): void {
    const { network, agenda, machine } = this.#simulation;
    agenda.note(this.clock, (time) => {
      const out = network.leave(this.rank, bytes, time);
      if (sent !== undefined) agenda.note(out.sent, sent);
      agenda.note(out.left + machine.between.L, (reached) => {
        agenda.note(network.enter(dest, bytes, reached), arrived);
      });
    });
  }

  /** The processor works on something that comes at `time`; gives when it is through. */
  #busy(time: number, duration: number): number {
    return (this.clock = Math.max(this.clock, time) + duration);
  }

  #take(message: Message, receive: Transfer<unknown>, time: number): void {
    const { value, bytes } = message;
    receive.answer = receive.into ?? value;
    receive.bytes = bytes;
    receive.count = (value as { length?: number }).length ?? 1;
    this.#complete(receive, time);
  }

  #complete(request: Transfer<unknown>, time: number): void {
    request.complete = true;
    if (!this.#awaited.delete(request)) return;
    this.clock = Math.max(this.clock, time);
    if (this.#awaited.size === 0) this.#simulation.agenda.note(this.clock, () => this.go());
  }
}

function bytesOf(value: unknown): number {
  return ArrayBuffer.isView(value) ? value.byteLength : 8;
}

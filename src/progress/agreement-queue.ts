import type { Outcome } from "../memory/decisions.ts";
import { Agreement } from "./agreements.ts";
import type { Agreements } from "./agreements.ts";
import { Fifo } from "./fifo.ts";
import type { Dependent, Progress } from "./operation.ts";

/** Who takes part in the agreements of a communicator. */
interface Electorate {
  readonly context: number;
  readonly name: string;
  readonly ranks: readonly number[];
}

/**
 * The agreements of one communicator, one after the other: so it needs no more than one place on the board, however many of
 * them are started.
 */
export class AgreementQueue implements Dependent {
  readonly #progress: Progress;
  readonly #agreements: Agreements;
  readonly #electorate: Electorate;
  /** The first one is in flight, once it is `#first` too. */
  readonly #queue = new Fifo<Agreement<unknown>>();
  #next = 0;
  #first: Agreement<unknown> | undefined = undefined;
  #advancing = false;

  constructor(progress: Progress, agreements: Agreements, electorate: Electorate) {
    this.#progress = progress;
    this.#agreements = agreements;
    this.#electorate = electorate;
  }

  add<T>(
    what: string,
    flag: number,
    proposal: number | null,
    conclude: (outcome: Outcome) => T,
  ): Agreement<T> {
    const { context, ranks, name } = this.#electorate;
    const ballot = { context, number: this.#next, ranks, flag, proposal };
    this.#next = (this.#next + 1) & 0x7fffffff;
    const agreement = new Agreement(this.#progress, ballot, `${what} of ${name}`, conclude);
    agreement.dependent = this;
    this.#queue.push(agreement as Agreement<unknown>);
    this.#advance();
    return agreement;
  }

  dependencySettled(): void {
    void this.#queue.shift();
    this.#advance();
  }

  /** One that ends at once comes back here before `start` returns. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#queue.length > 0 && this.#queue.first !== this.#first) {
      this.#first = this.#queue.first;
      this.#agreements.start(this.#first);
    }
    this.#advancing = false;
  }
}

import type { Landings } from "../memory/landings.ts";
import { ID, RANKS, TAG } from "../wire/envelope.ts";
import { HEADER_WORDS } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { Loan } from "./loan.ts";
import type { PumpDelivery } from "./pump-delivery.ts";
import type { PumpMemory } from "./pump-memory.ts";
import type { PumpPeer } from "./pump-peer.ts";

/** What the pump has to do with large arrays of the rank here: it reads and fills them where they lie. */
export class PumpArrays {
  readonly #landings: Landings | undefined;
  readonly #deliveryOf: readonly PumpDelivery[];
  readonly #used: PumpMemory;

  constructor(landings: Landings | undefined, deliveryOf: readonly PumpDelivery[], used: PumpMemory) {
    this.#landings = landings;
    this.#deliveryOf = deliveryOf;
    this.#used = used;
  }

  /** The record at `word` lends an array to a peer. */
  lend(peer: PumpPeer, words: Int32Array, doubles: Float64Array, word: number): void {
    const loan = new Loan(words, doubles, word);
    this.#used.received(loan.bytes);
    peer.lend(loan);
  }

  /** An array that was lent has arrived: it is its rank's again. */
  giveBack(loan: Loan): void {
    const delivery = this.#deliveryOf[loan.envelope[RANKS] & 0xffff];
    delivery.giveBack(loan);
    delivery.deliver();
  }

  /** Puts elements where they belong; true with the last ones, of which the rank is to hear. */
  land({ words }: Batch, piece: Uint8Array): boolean {
    const source = words[HEADER_WORDS + RANKS] & 0xffff;
    const receive = words[HEADER_WORDS + ID];
    return this.#landings?.fill(words[HEADER_WORDS + TAG], receive, source, piece) === true;
  }
}

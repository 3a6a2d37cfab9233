import { Rest } from "../collectives/matter.ts";
import type { Matter, SharedCells } from "../collectives/matter.ts";
import type { Peers, Schedule } from "../collectives/peers.ts";
import type { Algorithm } from "../comm/member.ts";
import { INT32 } from "../wire/element.ts";
import { settle } from "./exchange.ts";
import type { Inbox } from "./inbox.ts";
import { copyInts, LENGTH, PREFIX_WORDS } from "./records.ts";
import type { State } from "./state.ts";
import { sendRest, swapRest } from "./swap.ts";

const NOBODY: readonly number[] = [];

/** What a rank shows begins with one word: 1 where the messages stand there whole, 0 where each comes but for its first words. */
const WHOLE = 0;
const FIRST = 2;

type Messages = (algorithm: Algorithm) => Schedule<never>;

/**
 * A sync of ranks that share memory: each shows in its cell what it has to tell the others, one after another in their order, and
 * reads its part of what they show. Where that is too much for a cell, the rest comes as messages. A rank that has nothing to tell
 * shows nothing, and where nobody has, the superstep is a barrier.
 *
 * Minima on 2 ranks in µs, messages / cells, taken in turns: an empty superstep 1.11 / 0.45, beside a barrier of 0.34.
 */
export class ExchangeInCells implements Matter<void> {
  readonly from = 0;
  readonly to: number;
  readonly #state: State;
  readonly #messages: Messages;
  #isSilent = true;
  #isWhole = true;

  constructor(state: State, messages: Messages) {
    this.to = state.size;
    this.#state = state;
    this.#messages = messages;
  }

  contribute(cells: SharedCells): void {
    this.#isSilent = this.#state.isSilent;
    cells.show(INT32, this.#isSilent ? 0 : this.#write(cells));
  }

  /** Gives how many bytes there are. */
  #write(cells: SharedCells): number {
    const { rank, others, outboxes } = this.#state;
    const shown = cells.array(rank, INT32) as Int32Array;
    let words = FIRST / 2;
    for (const dest of others) words += outboxes[dest].used;
    this.#isWhole = 2 * words <= shown.length;
    shown[WHOLE] = this.#isWhole ? 1 : 0;
    let at = FIRST;
    for (const dest of others) {
      const box = outboxes[dest];
      box.seal();
      const ints = 2 * (this.#isWhole ? box.used : PREFIX_WORDS);
      copyInts(box.ints, 0, shown, at, ints);
      at += ints;
    }
    return at * Int32Array.BYTES_PER_ELEMENT;
  }

  conclude(cells: SharedCells): undefined | Rest<void> {
    if (this.#isSilent && this.#allSilent(cells)) {
      this.#state.turn();
      return undefined;
    }
    const state = this.#state;
    const { rank, others, inboxes } = state;
    state.outboxes[rank].seal();
    const cut = others.filter((source) => !readFrom(cells, source, rank, inboxes[source]));
    const dests = this.#isWhole ? NOBODY : others;
    return new Rest(this.#messages((p) => complete(p, state, dests, cut)));
  }

  #allSilent(cells: SharedCells): boolean {
    for (const source of this.#state.others) if (cells.bytes(source) > 0) return false;
    return true;
  }
}

/** The rest of what did not fit a cell: from this rank to `dests`, and to this one from those in `cut`. */
function* complete(p: Peers, state: State, dests: readonly number[], cut: readonly number[]): Schedule<void> {
  yield* swapRest(p, sendRest(p, dests, state.outboxes, PREFIX_WORDS), cut, state.inboxes, PREFIX_WORDS);
  yield* settle(p, state);
}

/** Takes what a rank shows for this one; false where its first words are all that stands there. */
function readFrom(cells: SharedCells, source: number, rank: number, inbox: Inbox): boolean {
  if (cells.bytes(source) === 0) {
    inbox.clear();
    return true;
  }
  const shown = cells.array(source, INT32) as Int32Array;
  const isWhole = shown[WHOLE] === 1;
  let at = FIRST;
  for (let dest = 0; dest < rank; dest++)
    if (dest !== source) at += 2 * (isWhole ? shown[at + LENGTH] : PREFIX_WORDS);
  inbox.read(shown, at, isWhole ? shown[at + LENGTH] : PREFIX_WORDS);
  return isWhole;
}

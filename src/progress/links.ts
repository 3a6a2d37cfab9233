import type { Landings } from "../memory/landings.ts";
import type { Transport } from "../transport/transport.ts";
import { Link } from "./link.ts";
import type { Send } from "./send.ts";
import type { Table } from "./table.ts";

/** The ways to all peers, made when they are first needed. */
export class Links {
  readonly #transport: Transport;
  readonly #rank: number;
  readonly #sends: Table<Send>;
  readonly #links: (Link | undefined)[] = [];
  readonly #busy: Link[] = [];
  /** Of the pump, once a link leads to it. */
  #landings: Landings | undefined;

  constructor(transport: Transport, rank: number, sends: Table<Send>) {
    this.#transport = transport;
    this.#rank = rank;
    this.#sends = sends;
  }

  to(rank: number): Link {
    return this.#links[rank] ?? this.#open(rank);
  }

  #open(rank: number): Link {
    const route = this.#transport.route(rank);
    if (route === undefined) throw new Error(`no transport leads to rank ${rank}`);
    const link = new Link(route, this.#rank, rank, this.#sends);
    this.#landings ??= route.landings;
    this.#links[rank] = link;
    return link;
  }

  /** Undefined while nothing went to or came from the rank. */
  known(rank: number): Link | undefined {
    return this.#links[rank];
  }

  /** Messages to any peer that wait to be sent or announced. */
  queued(): Send[] {
    return this.#links.flatMap((link) => link?.queued ?? []);
  }

  /** Remembers to push a link whose frames did not all go out. */
  mind(link: Link): void {
    if (link.busy && !this.#busy.includes(link)) this.#busy.push(link);
  }

  /** Whether a pump has arrays of this rank in hand. */
  get inBulk(): boolean {
    return this.#landings?.inBulk === true;
  }

  /** Whether frames wait that did not go out. */
  get busy(): boolean {
    return this.#busy.length > 0;
  }

  /** Sends what waits, as far as there is room; true when something went out. */
  push(): boolean {
    const busy = this.#busy;
    let progress = false;
    for (let i = busy.length - 1; i >= 0; i--) {
      if (busy[i].push()) progress = true;
      if (!busy[i].busy) busy.splice(i, 1);
    }
    return progress;
  }
}

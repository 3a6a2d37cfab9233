import { Scheduled } from "../progress/schedule.ts";
import type { Rounds, Schedule } from "../progress/schedule.ts";
import type { Status } from "../progress/status.ts";
import type { Request } from "../progress/request.ts";

function* both<T>(receive: Request<T>, send: Request<void>): Schedule<T> {
  yield [receive, send];
  return receive.wait();
}

/** A receive and a send that have both been started, as one request; its status is the receive's. */
export class ExchangeRequest<T> extends Scheduled<T> {
  readonly #receive: Request<T>;

  constructor(rounds: Rounds, receive: Request<T>, send: Request<void>) {
    super(rounds, both(receive, send));
    this.#receive = receive;
  }

  protected override describe(): Status {
    return this.#receive.status;
  }
}

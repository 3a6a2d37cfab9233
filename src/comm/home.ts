import { NO_SET, WORLD_SET } from "../memory/commons.ts";
import type { Engine } from "../progress/engine.ts";
import { ContextNumbers, selfContext, WORLD_CONTEXT } from "./contexts.ts";
import { Group } from "./group.ts";
import { Member } from "./member.ts";

/** What all communicators of a rank share. */
export class Home {
  readonly engine: Engine;
  readonly contexts: ContextNumbers;
  #self: Member | undefined = undefined;

  constructor(engine: Engine) {
    this.engine = engine;
    this.contexts = new ContextNumbers(engine.rank);
  }

  /** The communicator of all ranks. */
  makeWorld(): Member {
    return new Member(
      this,
      new Group(Array.from({ length: this.engine.size }, (_, world) => world)),
      WORLD_CONTEXT,
      "world",
      WORLD_SET,
    );
  }

  /** The communicator of this rank alone. */
  get self(): Member {
    const world = this.engine.rank;
    this.#self ??= new Member(this, new Group([world]), selfContext(world), "self", NO_SET);
    return this.#self;
  }
}

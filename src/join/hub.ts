import { randomBytes } from "node:crypto";
import { RanksError } from "../errors.ts";
import type { Notice, Report } from "../job/messages.ts";
import { Roll } from "../job/roll.ts";
import type { JobSpecification } from "../job/specification.ts";
import { Door } from "./door.ts";
import { departure, Gathering } from "./gathering.ts";
import type { Member } from "./gathering.ts";
import type { Key } from "./key.ts";
import { lodge } from "./lodging.ts";
import type { Lodging } from "./lodging.ts";
import type { Answer, Lodged, Over } from "./messages.ts";

export interface HubOptions {
  /** Where it listens; port 0 for any. */
  readonly host: string;
  readonly port: number;
  readonly key: Key;
  readonly size: number;
  readonly version: string;
  /** All ranks must have come after so long. */
  readonly startMs: number;
  /** A rank that is silent for so long is lost. */
  readonly silenceMs: number;
  /** Whether messages between hosts are encrypted. */
  readonly encrypt: boolean;
  onWarning(text: string): void;
}

/**
 * Watches over a job that another launcher started, from the process of its rank 0, as our launcher does over its own: gathers
 * the ranks, tells each its part, and says who is lost. The first loss ends the job, unless all who remain want to go on.
 */
export class Hub {
  /** Complete when every rank has finalized or is lost. */
  readonly over: Promise<void>;
  readonly #options: HubOptions;
  readonly #gathering: Gathering;
  readonly #roll: Roll;
  readonly #finalized = new Set<number>();
  #members: readonly Member[] = [];
  #door: Door | undefined;
  #ended = false;
  #resolve: () => void = () => undefined;

  private constructor(options: HubOptions) {
    const { size, version, startMs } = options;
    this.#options = options;
    this.#gathering = new Gathering(size, version, startMs);
    this.#roll = new Roll(size, (notice) => this.#tell(notice));
    this.over = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Listens for the ranks. */
  static async open(options: HubOptions): Promise<Hub> {
    const hub = new Hub(options);
    hub.#door = await Door.open({
      ...options,
      admit: (hello, channel) => hub.#gathering.admit(hello, channel),
    });
    void hub.#run();
    return hub;
  }

  get port(): number {
    return this.#door!.port;
  }

  /** Complete when all ranks have come, or will not. */
  async gathered(): Promise<void> {
    await this.#gathering.complete.catch(() => undefined);
  }

  /** The process of rank 0 ends. When rank 0 has finalized, the others may go on by themselves; otherwise they end, too. */
  async end(): Promise<void> {
    if (this.#finalized.has(0)) {
      this.#tell({ type: "closing" });
      await this.#close();
    } else await this.#abort("rank 0 left without finalize()");
  }

  async #run(): Promise<void> {
    try {
      await this.#start(await this.#gathering.complete);
    } catch (error) {
      const { code, message } = error as RanksError;
      for (const { channel } of this.#gathering.present)
        channel.say({ type: "refused", code, message } satisfies Answer);
      await this.#close();
    }
  }

  /** Tells the ranks of each host where its memory is, asks whether they could open it, and tells each its part. */
  async #start(members: readonly Member[]): Promise<void> {
    const lodging = lodge(members.map(({ hello }) => hello));
    const opened = await Promise.all(members.map((member) => settle(member, lodging)));
    const shared = members.map((_, rank) =>
      members.every((_, other) => lodging.hostOf[other] !== lodging.hostOf[rank] || opened[other]),
    );
    const { silenceMs, encrypt } = this.#options;
    const specs = specifications(lodging);
    for (const [rank, { channel }] of members.entries())
      channel.say({
        type: "specification",
        spec: specs[rank],
        shared: shared[rank],
        silenceMs,
        encrypt,
      } satisfies Answer);
    this.#members = members;
    for (const [rank, { channel }] of members.entries())
      channel.hear(
        (report) => this.#hear(rank, report as Report),
        (why) => this.#part(rank, why),
      );
  }

  #tell(notice: Notice | Over): void {
    for (const { channel } of this.#members) channel.say(notice);
  }

  #hear(rank: number, report: Report): void {
    switch (report.type) {
      case "join":
        return this.#roll.join(rank, report.endpoint);
      case "finalized":
        this.#finalized.add(rank);
        return this.#look();
      case "failed":
        return this.#lose(rank, `failed: ${report.message}`);
      case "ended":
        return this.#part(rank, report.code === 0 ? "left" : `exited with code ${report.code}`);
      case "leaving":
        return this.#roll.leave(rank);
      case "vote":
        return this.#roll.vote({ ...report, rank });
      case "unreachable":
        return this.#cutOff(report.process, report.why);
      case "tolerant":
      case "state":
        return;
    }
  }

  /** A process has ended or its connection has. */
  #part(rank: number, why: string): void {
    if (!this.#finalized.has(rank)) this.#lose(rank, why);
  }

  /** Some process hears nothing of this one any more; who can't be reached by all is lost for all. */
  #cutOff(process: number, why: string): void {
    if (process in this.#members) this.#part(process, `can't be reached any more: ${why}`);
  }

  #lose(rank: number, why: string): void {
    if (this.#ended || this.#roll.isLost(rank)) return;
    this.#roll.lose(rank, why);
    this.#roll.join(rank, null);
    this.#look();
    if (why === "left") return;
    const loss = `rank ${rank} was lost (${why})`;
    const others = this.#members.filter(({ hello }) => !this.#roll.isLost(hello.rank));
    if (others.length === 0 || others.some(({ hello }) => !hello.tolerant)) return void this.#abort(loss);
    this.#options.onWarning(`${loss}; the others go on`);
    const { channel } = this.#members[rank];
    channel.say({ type: "over", why: `the others lost it (${why})` } satisfies Over);
    void channel.close();
  }

  #look(): void {
    const isDone = (rank: number): boolean => this.#roll.isLost(rank) || this.#finalized.has(rank);
    if (this.#members.every(({ hello }) => isDone(hello.rank))) this.#resolve();
  }

  async #abort(why: string): Promise<void> {
    this.#tell({ type: "over", why });
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#ended = true;
    this.#door?.close();
    await Promise.all(this.#gathering.present.map(({ channel }) => channel.close()));
  }
}

/** What a rank answers to where its host's memory is: whether it could open it. */
async function settle({ hello, channel }: Member, { memory }: Lodging): Promise<boolean> {
  channel.say({ type: "lodging", memory: memory[hello.rank] } satisfies Answer);
  try {
    return ((await channel.next()) as Lodged).opened;
  } catch (error) {
    throw departure(hello.rank, (error as Error).message);
  }
}

/** What each process must know, but for what it makes itself. */
function specifications({ hostOf, cores }: Lodging): JobSpecification[] {
  const ranks = [...hostOf.keys()];
  const common = {
    job: randomBytes(4).toString("hex"),
    token: randomBytes(16).toString("hex"),
    size: ranks.length,
    transport: "auto",
    processOf: ranks,
    hostOf,
  } as const;
  return ranks.map((rank) => ({ ...common, process: rank, ranks: [rank], cores: cores[rank] }));
}

import type { Duplex } from "node:stream";
import { RanksError } from "../errors.ts";

/** More than this on one line is no answer of a process manager. */
const LONGEST_LINE = 1 << 20;

interface Question {
  answer(line: string): void;
  fail(error: Error): void;
}

/**
 * A client of a process manager that speaks PMI-1, which keeps keys and values that all ranks of the job see after a barrier.
 * The protocol is written down in RFC 13 of the flux-framework project.
 */
export class PmiClient {
  readonly #socket: Duplex;
  readonly #questions: Question[] = [];
  #text = "";
  #broken: Error | undefined;
  #space = "";
  #longestKey = 0;
  #longestValue = 0;

  private constructor(socket: Duplex) {
    this.#socket = socket;
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => this.#read(chunk));
    this.#socket.on("error", (error) => this.#break(error.message));
    for (const event of ["end", "close"])
      this.#socket.on(event, () => this.#break("it closed the connection"));
  }

  /** Makes itself known on the socket that the manager left to this process. */
  static async open(socket: Duplex): Promise<PmiClient> {
    const client = new PmiClient(socket);
    await client.#greet();
    return client;
  }

  async #greet(): Promise<void> {
    await this.#ask("cmd=init pmi_version=1 pmi_subversion=1", "response_to_init");
    const maxes = await this.#ask("cmd=get_maxes", "maxes");
    this.#longestKey = Number(maxes.get("keylen_max"));
    this.#longestValue = Number(maxes.get("vallen_max"));
    const space = (await this.#ask("cmd=get_my_kvsname", "my_kvsname")).get("kvsname");
    if (space === undefined) throw pmiError("it named no space for keys");
    this.#space = space;
  }

  /** Others see it after the next barrier. Neither key nor value may have spaces. */
  async put(key: string, value: string): Promise<void> {
    if (key.length >= this.#longestKey || value.length >= this.#longestValue)
      throw pmiError(`${value.length} bytes under ${key} are more than it takes`);
    await this.#ask(`cmd=put kvsname=${this.#space} key=${key} value=${value}`, "put_result");
  }

  /** Undefined when nobody has put it. */
  async get(key: string): Promise<string | undefined> {
    const answer = await this.#ask(`cmd=get kvsname=${this.#space} key=${key}`, "get_result", true);
    return (answer.get("rc") ?? "0") === "0" ? answer.get("value") : undefined;
  }

  /** Complete when every rank has called it. */
  async barrier(): Promise<void> {
    await this.#ask("cmd=barrier_in", "barrier_out");
  }

  /**
   * Takes leave: from here on the manager judges this process by its exit alone. One whose connection ends before that it kills
   * at once, with all others, before it can say what went wrong: so this is the only way to end it.
   */
  async finalize(): Promise<void> {
    await this.#ask("cmd=finalize", "finalize_ack");
    this.#socket.destroy();
  }

  async #ask(line: string, expected: string, mayFail = false): Promise<ReadonlyMap<string, string>> {
    if (this.#broken !== undefined) throw this.#broken;
    const answer = await new Promise<string>((resolve, reject) => {
      this.#questions.push({ answer: resolve, fail: reject });
      this.#socket.write(`${line}\n`);
    });
    const words = parseAnswer(answer);
    const rc = words.get("rc") ?? "0";
    if (words.get("cmd") !== expected || (rc !== "0" && !mayFail))
      throw pmiError(`to "${line.split(" ", 1)[0]}" it answered "${answer}"`);
    return words;
  }

  #read(chunk: string): void {
    this.#text += chunk;
    for (let end = this.#text.indexOf("\n"); end >= 0; end = this.#text.indexOf("\n")) {
      this.#questions.shift()?.answer(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 1);
    }
    if (this.#text.length > LONGEST_LINE) this.#socket.destroy(new Error("its answer has no end"));
  }

  #break(why: string): void {
    this.#broken ??= pmiError(why);
    for (const question of this.#questions.splice(0)) question.fail(this.#broken);
  }
}

/** `key=value` words; a value at the end of the line may hold spaces. */
export function parseAnswer(line: string): Map<string, string> {
  const words = new Map<string, string>();
  const value = line.indexOf(" value=");
  if (value >= 0) words.set("value", line.slice(value + " value=".length));
  for (const word of (value < 0 ? line : line.slice(0, value)).split(" ")) {
    const equals = word.indexOf("=");
    if (equals > 0) words.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return words;
}

function pmiError(what: string): RanksError {
  return new RanksError(
    "ERR_RANKS_LAUNCH",
    `the process manager at the other end of PMI_FD did not help the ranks to find each other: ${what}; ` +
      "start the program with `ranks run`, or with a launcher that speaks PMI-1",
  );
}

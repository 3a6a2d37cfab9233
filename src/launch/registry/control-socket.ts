import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import path from "node:path";
import { hearLines, writeLine } from "../../job/lines.ts";
import { JOB_SIGNALS } from "../interruption.ts";
import type { JobSignal } from "../interruption.ts";
import { occupy, places, vacate } from "./directory.ts";
import type { JobDescription, ProcessSnapshot, Question } from "./protocol.ts";

/** Answers what is asked about a job, and does what is asked of it. */
export interface Desk {
  describe(): JobDescription;
  state(): Promise<readonly ProcessSnapshot[]>;
  kill(signal: JobSignal): void;
}

/** The end of another launcher may remove an empty directory just when this one has found it. */
const ATTEMPTS = 5;

/** The socket at which the launcher can be asked about its job, and told to end it, by other processes of this user. */
export class ControlSocket {
  readonly #server: Server;
  readonly #place: string;
  readonly #file: string;
  readonly #connections = new Set<Socket>();
  readonly #onExit = (): void => this.#remove();

  private constructor(server: Server, place: string, file: string, desk: Desk) {
    this.#server = server;
    this.#place = place;
    this.#file = file;
    process.on("exit", this.#onExit);
    server.unref().on("connection", (socket) => this.#serve(socket, desk));
  }

  /** Opens the socket of a job in the first place that can be used; fails with what is wrong when there is none. */
  static async open(job: string, desk: Desk): Promise<ControlSocket> {
    let cause = new Error("the paths of XDG_RUNTIME_DIR and TMPDIR are too long; set one to a short one");
    for (const place of places()) {
      try {
        const file = path.join(place, job);
        return new ControlSocket(await listen(place, file), place, file, desk);
      } catch (error) {
        cause = error as Error;
      }
    }
    throw cause;
  }

  /** Who waits for the end of the job sees its connection close. */
  close(): void {
    process.off("exit", this.#onExit);
    this.#server.close();
    for (const connection of this.#connections) connection.destroy();
    this.#remove();
  }

  #remove(): void {
    rmSync(this.#file, { force: true });
    vacate(this.#place);
  }

  #serve(socket: Socket, desk: Desk): void {
    this.#connections.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => this.#connections.delete(socket));
    hearLines(socket, (question: Question) => void this.#answer(socket, question, desk));
  }

  async #answer(socket: Socket, question: Partial<Question> | null, desk: Desk): Promise<void> {
    switch (question?.type) {
      case "describe":
        return writeLine(socket, desk.describe());
      case "state":
        return writeLine(socket, await desk.state());
      case "kill": {
        const { signal } = question as Extract<Question, { type: "kill" }>;
        if (!JOB_SIGNALS.includes(signal)) break;
        writeLine(socket, null);
        return desk.kill(signal);
      }
    }
    // Another version of this package asks for something else.
    socket.destroy();
  }
}

async function listen(place: string, file: string): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    occupy(place);
    const server = createServer().listen(file);
    try {
      await once(server, "listening");
      return server;
    } catch (error) {
      if (attempt === ATTEMPTS || existsSync(place)) throw error;
    }
  }
}

import { rmSync } from "node:fs";
import { Socket } from "node:net";
import { workerData } from "node:worker_threads";
import { LOST_FAILED, LOST_LEFT, LossBoard } from "../memory/loss-board.ts";
import type { Pump } from "../transport/pump.ts";
import { needsPump } from "./carriers.ts";
import { report } from "./control.ts";
import type { Notice } from "./environment.ts";
import { Latch } from "./latch.ts";
import { pumpNeighbourhood, rankDoorbells } from "./neighbourhoods.ts";
import type { HelperTask } from "./start-helper.ts";

// The program of a process's helper thread: see start-helper.ts.

/** How long the last messages may take to leave; less than `Latch.stop` waits. */
const LEAVE_MS = 1000;

const { spec, rest, controlFd, memory } = workerData as HelperTask;
const board = new LossBoard(memory.board);
const latch = new Latch(memory.latch);
const bells = rankDoorbells(spec, memory);
/** Present once it listens, where this process needs one. */
let pump: Pump | undefined;

/** ZeroMQ is loaded where it is needed only: a process that exits meanwhile would abort. */
async function makePump(): Promise<Pump> {
  const { Pump } = await import("../transport/pump.ts");
  const { layout, doorbells, memory: region } = pumpNeighbourhood(spec, memory);
  const { process, ranks, processOf, token } = spec;
  return new Pump({
    process,
    ranks,
    processOf,
    token,
    memory: region,
    layout,
    doorbells,
    onLost: (lost) => {
      processOf.forEach((owner, rank) => owner === lost && lose(rank, LOST_FAILED));
    },
    onWarning: (text) => console.error(`ranks: ${text}`),
  });
}

function lose(rank: number, reason: number): void {
  board.mark(rank, reason);
  for (const bell of bells) bell.ring();
}

function hear(notice: Notice): void {
  if (notice.type === "lost")
    return void loseOne(notice.rank, notice.reason === "left" ? LOST_LEFT : LOST_FAILED);
  pump?.connect(notice.addresses);
  latch.ready();
}

/** What a lost rank sent over ZeroMQ may still be on its way: it counts. */
async function loseOne(rank: number, reason: number): Promise<void> {
  const owner = spec.processOf[rank];
  if (pump !== undefined && owner !== spec.process) await pump.abandon(owner);
  lose(rank, reason);
}

let text = "";
function read(chunk: string): void {
  text += chunk;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    hear(JSON.parse(line) as Notice);
  }
}

/** Nobody is left who could end this process, nor anybody whom it works for. */
function launcherDied(): void {
  if (spec.directory !== undefined) rmSync(spec.directory, { recursive: true, force: true });
  try {
    // With all that this rank started, where it leads a group.
    process.kill(-process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}

const control = new Socket({ fd: controlFd, readable: true, writable: false });
control.setEncoding("utf8").on("data", read).on("error", launcherDied).on("close", launcherDied);
read(rest);

/** Opens this process to the others; where it listens. */
async function open(): Promise<string | null> {
  if (!needsPump(spec)) return null;
  const opened = await makePump();
  const address = await opened.listen(spec.directory === undefined ? "zmq" : "ipc", spec.directory);
  pump = opened;
  latch.onStop(() => {
    void opened.leave(LEAVE_MS).then(() => {
      opened.close();
      latch.stopped();
    });
  });
  return address;
}

report(controlFd, { type: "join", process: spec.process, address: await open() });

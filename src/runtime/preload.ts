import { isMainThread } from "node:worker_threads";
import { keepFromChildren } from "../engines/detect-membership.ts";
import { native } from "../memory/native.ts";
import { makeOutputBlocking } from "./blocking-output.ts";
import { readSpecification, reporter } from "./control.ts";
import { CONTROL_FD } from "../job/specification.ts";
import { makeProcessMemory } from "./process-memory.ts";
import { takeSeat } from "./seat.ts";
import { startHelper } from "./start-helper.ts";

// Loaded before the program of every rank process: so the process hears of its launcher's death and its output is whole even
// where the program joins late or never. `init()` finds the seat.

const fd = process.env[CONTROL_FD];
if (isMainThread && fd !== undefined) {
  // Programs that this one starts are no ranks.
  Reflect.deleteProperty(process.env, CONTROL_FD);
  keepFromChildren(process.env);
  const controlFd = Number(fd);
  const { spec, rest } = readSpecification(controlFd);
  // Where the binding is missing, the launcher merges the two as they arrive.
  if (spec.mergeStderr) native?.redirect(2, 1);
  makeOutputBlocking();
  const memory = makeProcessMemory(spec);
  const ready = startHelper({ spec, rest, controlFd, memory });
  const say = reporter(controlFd, memory.turn);
  takeSeat({ spec, rank: spec.ranks[0], memory, say, ready });
}

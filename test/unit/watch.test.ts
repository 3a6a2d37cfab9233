import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import test from "ava";
import { Doorbell } from "#dist/memory/doorbell.js";
import { LINE } from "#dist/memory/layout.js";
import { mappedMemory } from "#dist/memory/memory.js";
import { native } from "#dist/memory/native.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const BELLS = 20;

function threads(): number {
  return readdirSync("/proc/self/task").length;
}

/** Watches that nobody closes, and nobody holds any more. */
function forgetWatches(): void {
  const memory = mappedMemory(native!.createMemory(BELLS * LINE), BELLS * LINE);
  for (let bell = 0; bell < BELLS; bell++) new Doorbell(memory, (bell * LINE) >> 2).watch(() => undefined);
}

test("a watch that is garbage ends its thread before its memory is gone", async (t) => {
  const before = threads();
  forgetWatches();
  t.true(threads() >= before + BELLS);
  const until = Date.now() + 10_000;
  while (threads() >= before + BELLS && Date.now() < until) {
    collectGarbage();
    await sleep(10);
  }
  t.true(threads() < before + BELLS, "threads of forgotten watches live on");
});

import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { RanksError } from "../errors.ts";
import type { Report } from "../job/messages.ts";
import { joinJob } from "../join/join-job.ts";
import type { Joined } from "../join/join-job.ts";
import { endProcess } from "./end-process.ts";
import { Helper } from "./helper.ts";
import { hostMemory } from "./host-memory.ts";
import type { FromJoiningThread, JoiningThreadTask } from "./join-world.ts";
import { Latch } from "./latch.ts";
import { makeProcessMemory } from "./process-memory.ts";
import { writeAll } from "./write-all.ts";

// The program of the helper thread of a process that another launcher started: see join-world.ts.

const { membership, settings, tolerant, latch: words } = workerData as JoiningThreadTask;
const latch = new Latch(words);
const main = parentPort!;
/** What the end of the process must wait for. */
const end: { begun: boolean; work?: (code: number) => Promise<void> } = { begun: false };

latch.onStop((code) => {
  end.begun = true;
  void Promise.resolve(end.work?.(code)).then(() => latch.stopped());
});

const joined = await join();
// Whoever ends does not begin.
if (joined !== undefined && !end.begun) await takePart(joined);

async function join(): Promise<Joined | undefined> {
  try {
    return await joinJob(membership, settings, tolerant, hostMemory, (text) =>
      writeAll(2, Buffer.from(`ranks: ${text}\n`)),
    );
  } catch (error) {
    const { code, message } = error as RanksError;
    tell({ type: "failed", code, message });
    return undefined;
  }
}

/** From here on the hub sees this process as a part of the job. */
async function takePart({ connection, hub }: Joined): Promise<void> {
  const { spec } = connection;
  const memory = { ...makeProcessMemory(spec), latch: words };
  const helper = new Helper({ spec, memory, control: connection });
  main.on("message", (report: Report) => connection.say(report));
  end.work = async (code) => {
    for (let said = receiveMessageOnPort(main); said !== undefined; said = receiveMessageOnPort(main))
      connection.say(said.message as Report);
    await helper.stop(code);
    await hub?.end();
  };
  tell({ type: "joined", spec, memory });
  void hub?.over.then(() => tell({ type: "dismissed" }));
  await helper.start((why) => endProcess(`rank ${spec.ranks[0]} ends: ${why}`));
}

function tell(message: FromJoiningThread): void {
  main.postMessage(message);
}

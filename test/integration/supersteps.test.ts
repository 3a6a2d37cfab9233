import test from "ava";
import { isRunning, program, startRanks } from "./run-ranks.ts";

const file = program("bad-superstep");

/** What rank 1 does, and what is said: by itself where it can know, by the others where only they do. */
const DEEDS = [
  ["leaves", /sync of superstep 1: .*world rank 1 has finalized/],
  ["dies", /rank 1 \(.*\) exited with code 3/],
  ["puts outside", /rank 1 .*ERR_RANKS_USAGE|superstep 1: x on rank 0: element 10 asked for, and it has 10/],
  ["uses what is not there", /superstep 1: y: it can be used after the next sync/],
  [
    "registers more",
    /superstep 1: rank \d registers (y|nothing more).* where this rank registers (y|nothing more)/,
  ],
  ["syncs twice", /superstep 1: a sync\(\) of this rank is not complete/],
  ["calls another collective", /barrier.*sync of superstep 1|sync of superstep 1.*barrier/],
] as const;

for (const flags of [[], ["--threads"], ["--transport", "zmq"]])
  for (const [what, said] of DEEDS)
    test.serial(`${flags.join(" ") || "processes"}: rank 1 ${what}: the job ends and says so`, async (t) => {
      const { code, stdout, stderr } = await startRanks(["run", ...flags, "-n", "3", file, what]).outcome;
      t.not(code, 0);
      t.regex(stderr, said);
      const pids = [...stdout.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
      t.true(pids.length > 0);
      t.deepEqual(pids.filter(isRunning), []);
    });

import test from "ava";
import { attempt } from "../environment/attempt.ts";

test("programs get a rank and a descriptor that speaks PMI", async (t) => {
  const { code, stdout, stderr } = await attempt([
    "mpirun.mpich",
    ...[
      "-n",
      "3",
      "sh",
      "-c",
      'echo "$PMI_RANK of $PMI_SIZE, $(test -e /proc/self/fd/$PMI_FD && echo open)"',
    ],
  ]);
  t.is(code, 0, stderr);
  t.deepEqual(stdout.trim().split("\n").sort(), ["0 of 3, open", "1 of 3, open", "2 of 3, open"]);
});

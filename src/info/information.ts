import { availableParallelism, freemem } from "node:os";
import type { Check } from "./check.ts";
import { machine } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { nativeBinding } from "./native-binding.ts";
import { ssh, typeScript } from "./tools.ts";
import { transports } from "./transports.ts";
import { zeromq } from "./zeromq.ts";

/** What `ranks info` tells. */
export interface Information {
  readonly machine: Machine & {
    /** Processors that this process may use: more ranks than these take turns. */
    readonly usableCores: number;
    readonly freeGiB: number;
    /** What the process may use, where something limits it, as a container does. */
    readonly limitGiB?: number;
  };
  readonly transports: readonly Check[];
  readonly parts: readonly Check[];
}

export async function information(): Promise<Information> {
  const [binding, sockets] = [nativeBinding(), await zeromq()];
  const limit = process.constrainedMemory();
  const here = machine();
  const limitGiB = gibibytes(limit);
  return {
    machine: {
      ...here,
      usableCores: availableParallelism(),
      freeGiB: gibibytes(freemem()),
      // Without a limit Node tells 0, or a number beyond all memory.
      ...(limit > 0 && limitGiB < here.memoryGiB && { limitGiB }),
    },
    transports: transports(binding, sockets),
    parts: [binding, sockets, ssh(), typeScript(process.cwd())],
  };
}

function gibibytes(bytes: number): number {
  return Math.round((10 * bytes) / 2 ** 30) / 10;
}

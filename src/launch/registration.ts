import type { Interruption } from "./interruption.ts";
import type { Log } from "./log.ts";
import type { Member } from "./member.ts";
import type { JobPlan } from "./plan.ts";
import { ControlSocket } from "./registry/control-socket.ts";
import type { Supervisor } from "./supervisor.ts";

/** How long ranks may take to say what they do. */
const ASK_MS = 300;

/** A job that has been started, and those who look after it. */
export interface StartedJob {
  readonly plan: JobPlan;
  readonly members: readonly Member[];
  readonly supervisor: Supervisor;
  readonly interruption: Interruption;
  readonly log: Log;
}

/** Lets `ranks ps`, `ranks top` and `ranks kill` find the job. What it gives ends that. */
export async function register(started: StartedJob): Promise<() => void> {
  const { plan, members, supervisor, interruption, log } = started;
  const since = new Date().toISOString();
  try {
    const socket = await ControlSocket.open(plan.job, {
      describe: () => ({
        job: plan.job,
        pid: process.pid,
        size: plan.size,
        hosts: [...new Set(inOrder(members).map(({ host }) => host ?? null))],
        program: plan.programs.map(({ program, argv }) => [program, ...argv].join(" ")).join(" : "),
        since,
      }),
      state: async () =>
        (await supervisor.survey.ask(ASK_MS)).map(({ member, state }) => ({
          host: member.host ?? null,
          pid: member.pid ?? null,
          ranks: member.ranks,
          state: state ?? null,
        })),
      kill: (signal) => interruption.receive(signal),
    });
    return () => socket.close();
  } catch (error) {
    log.say(`\`ranks ps\` will not show this job: ${(error as Error).message}`);
    return () => undefined;
  }
}

/** They are there in the order in which their hosts were quick. */
function inOrder(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => a.process - b.process);
}

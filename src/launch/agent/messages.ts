import type { NetworkInterfaceInfo } from "node:os";
import type { Notice, Report } from "../../job/messages.ts";
import type { HostTask } from "../host/host-task.ts";
import type { MemberEnd } from "../member.ts";

/** The first line that an agent writes; whatever a login shell says before it is not for us. Frames follow. */
export const GREETING = "ranks-agent ";

/** From the launcher to the agent of a host. */
export type Order =
  /** From now on: so long without a sign of the launcher, and the agent ends everything. */
  | { readonly type: "settings"; readonly silenceMs: number }
  /** The host's part of the job, once: "prepared" or "refused". */
  | { readonly type: "prepare"; readonly task: HostTask }
  /** Every host is prepared. */
  | { readonly type: "go" }
  | { readonly type: "notice"; readonly process: number; readonly notice: Notice }
  | { readonly type: "signal"; readonly process: number; readonly signal: NodeJS.Signals };

/** From the agent of a host to the launcher. */
export type News =
  | ({ readonly type: "here" } & HostFacts)
  | { readonly type: "prepared" }
  | {
      readonly type: "started";
      readonly process: number;
      readonly pid: number | undefined;
      readonly reads: boolean;
    }
  | { readonly type: "report"; readonly process: number; readonly report: Report }
  | { readonly type: "exit"; readonly process: number; readonly end: MemberEnd }
  /** The job can go on, but slower. */
  | { readonly type: "warning"; readonly text: string }
  /** The part was not started: why. */
  | { readonly type: "refused"; readonly text: string };

/** What the launcher wants to know of a host before it plans. */
export interface HostFacts {
  readonly version: string;
  readonly cores: number;
  readonly interfaces: readonly HostInterface[];
  /** Over ssh: the address that the launcher's host came from, and the one that it reached. */
  readonly connection?: { readonly client: string; readonly server: string };
}

export type HostInterface = Pick<NetworkInterfaceInfo, "address" | "family" | "internal" | "cidr"> & {
  readonly name: string;
};

/** The number of a process's descriptor among the streams of a connection. */
export function streamOf(process: number, fd: number): number {
  return process * 65_536 + fd;
}

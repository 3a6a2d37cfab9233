import { closeSync, fstatSync, openSync } from "node:fs";
import type { HostMemory } from "../join/join-job.ts";
import type { MemoryOffer } from "../join/messages.ts";
import { layout } from "../memory/layout.ts";
import { native } from "../memory/native.ts";

/**
 * Memory for processes of a host that did not inherit it from anybody: one makes it, and the others, of the same user, open it
 * through that one's entry in /proc. Where that can't be, their messages go over sockets.
 */
export const hostMemory: HostMemory = {
  make(ranks) {
    if (native === undefined) return undefined;
    const { bytes } = layout(ranks);
    try {
      const fd = native.createMemory(bytes);
      return { pid: process.pid, fd, bytes, inode: inodeOf(fd) };
    } catch {
      return undefined;
    }
  },
  open({ pid, fd, bytes, inode }: MemoryOffer) {
    if (native === undefined) return undefined;
    if (pid === process.pid) return fd;
    let opened: number | undefined;
    try {
      opened = openSync(`/proc/${pid}/fd/${fd}`, "r+");
      // In a container the same number may be another process.
      if (inodeOf(opened) === inode && fstatSync(opened).size === bytes) return opened;
    } catch {
      // Another user's, or gone.
    }
    if (opened !== undefined) closeSync(opened);
    return undefined;
  },
};

function inodeOf(fd: number): string {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev}:${ino}`;
}

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ExecutionContext } from "ava";

/** It is gone after the test, with all that is in it. */
export function temporaryDirectory(t: ExecutionContext): string {
  const directory = realpathSync(mkdtempSync(path.join(os.tmpdir(), "test-of-ranks-")));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return directory;
}

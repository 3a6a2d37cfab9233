import { clearScreenDown, cursorTo } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const REFRESH_MS = 1000;
/** As xterm's manual has them: a screen of its own, and the one that was there before. */
const OWN_SCREEN = "\x1b[?1049h";
const FORMER_SCREEN = "\x1b[?1049l";
const CTRL_C = "\x03";

/**
 * Fills the terminal with a text, again each second, until `q` or Ctrl-C is pressed (false) or there is no text any more (true).
 */
export async function keepShowing(text: () => Promise<string | undefined>): Promise<boolean> {
  const { stdin, stdout } = process;
  const quit = new AbortController();
  const leave = (): void => quit.abort();
  const onKey = (key: Buffer): void => {
    if (["q", CTRL_C].includes(key.toString("latin1"))) leave();
  };
  process.on("SIGINT", leave).on("SIGTERM", leave).on("SIGHUP", leave);
  if (stdin.isTTY) stdin.setRawMode(true).on("data", onKey);
  stdout.write(OWN_SCREEN);
  try {
    while (!quit.signal.aborted) {
      const page = await text();
      if (page === undefined) return true;
      show(page);
      await sleep(REFRESH_MS, undefined, { signal: quit.signal }).catch(() => undefined);
    }
    return false;
  } finally {
    stdout.write(FORMER_SCREEN);
    if (stdin.isTTY) stdin.off("data", onKey).setRawMode(false).unref();
    process.off("SIGINT", leave).off("SIGTERM", leave).off("SIGHUP", leave);
  }
}

/** What does not fit is left out. */
function show(page: string): void {
  const { stdout } = process;
  // A terminal that nobody looks at may have no size.
  const rows = stdout.rows || 24;
  const columns = stdout.columns || 80;
  const lines = page.split("\n").slice(0, rows - 1);
  cursorTo(stdout, 0, 0);
  clearScreenDown(stdout);
  stdout.write(lines.map((line) => `${line.slice(0, columns)}\n`).join(""));
}

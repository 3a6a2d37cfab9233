/** How far it got: one line on the terminal of stderr, which the next one replaces. */
export class Progress {
  readonly #shown: boolean;

  /** `wanted`: nothing else tells how far it got. */
  constructor(wanted: boolean) {
    this.#shown = wanted && process.stderr.isTTY;
  }

  say(text: string): void {
    if (this.#shown) process.stderr.write(`\r\x1b[K${text}`);
  }

  end(): void {
    this.say("");
  }
}

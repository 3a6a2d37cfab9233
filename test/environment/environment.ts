/** Something real that tests run on: hosts, an engine. Everything that it makes goes again with `down`. */
export interface Environment {
  /** Installs what is missing, where that disturbs nobody. */
  provide(): void;
  /** Why it cannot be had here, and what to do, in one line. */
  lacking(): string | undefined;
  isUp(): boolean;
  /** Makes it, or what is missing of it, and returns when it can be used. */
  up(): Promise<void>;
  /** Removes what is there of it, however little or broken. */
  down(): Promise<void>;
  /** How people use it, now that it is up. */
  readonly usage: string;
}

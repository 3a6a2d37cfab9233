/** One thing that `ranks` can use. */
export interface Check {
  readonly name: string;
  readonly there: boolean;
  /** What it is, or what is done without it. */
  readonly words: string;
  /** How to get what is not there. */
  readonly remedy?: string;
}

export function found(name: string, words: string): Check {
  return { name, there: true, words };
}

export function missing(name: string, words: string, remedy: string): Check {
  return { name, there: false, words, remedy };
}

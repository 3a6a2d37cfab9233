/** What `send` of a rank has sent to this one. */
export interface Message<T> {
  readonly source: number;
  readonly tag: number;
  /** A fresh value of the sender's kind. */
  readonly value: T;
}

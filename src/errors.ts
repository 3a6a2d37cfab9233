/** What went wrong, in one word that programs can compare. The message says what happened and what to do about it. */
export type ErrorCode =
  | "ERR_RANKS_CANCELLED"
  | "ERR_RANKS_DEADLOCK"
  | "ERR_RANKS_ENVIRONMENT"
  | "ERR_RANKS_LAUNCH"
  | "ERR_RANKS_MEMORY"
  | "ERR_RANKS_MISMATCH"
  | "ERR_RANKS_PEER_LOST"
  | "ERR_RANKS_PROTOCOL"
  | "ERR_RANKS_RANK"
  | "ERR_RANKS_REVOKED"
  | "ERR_RANKS_TAG"
  | "ERR_RANKS_TIMEOUT"
  | "ERR_RANKS_TRUNCATED"
  | "ERR_RANKS_USAGE"
  | "ERR_RANKS_VALUE";

/** The one error class of this package: `code` for programs, `message` (fact, then remedy) for people. */
export class RanksError extends Error {
  override readonly name = "RanksError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

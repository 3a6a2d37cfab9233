/** What supersteps cost on a machine, in microseconds: a superstep takes w + h g + l (Valiant 1990; Bisseling 2004, section 1.2). */
export interface MachineCost {
  /** To send or receive one word of 8 bytes, where ranks exchange many. */
  readonly g: number;
  /** Of a sync that moves nothing: the barrier. */
  readonly l: number;
}

/** A figure that was measured, and the bounds of its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

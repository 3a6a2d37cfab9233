import type { Op } from "../../collectives/op.ts";
import type { Located, LogicalOp, NumericOp } from "../../collectives/reductions.ts";

/** Global values of a program of supersteps: their names, and how the ranks' contributions to each become one. */
export type Aggregators = Readonly<Record<string, Op>>;

/** Of a program that has none. */
export type NoAggregators = Readonly<Record<string, never>>;

/** What is contributed to an aggregator: numbers to `sum`, booleans to `lor`, and whatever an operation of the user's combines. */
export type Contribution<O> = O extends LogicalOp
  ? boolean
  : O extends NumericOp
    ? number
    : O extends Op<Located> & Op<Located<bigint>>
      ? Located
      : O extends Op<infer T>
        ? T
        : never;

/** What came of the contributions of one superstep; undefined where no rank contributed. */
export type Aggregated<A extends Aggregators> = {
  readonly [K in keyof A]?: Contribution<A[K]> | undefined;
};

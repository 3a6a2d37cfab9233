export { ANY_SOURCE, ANY_TAG, PROC_NULL } from "./comm/point-to-point.ts";
export { RanksError } from "./errors.ts";
export { finalize, init, spmd } from "./runtime/init.ts";
export { launch } from "./launch/launch.ts";
export {
  band,
  bor,
  bxor,
  land,
  lor,
  lxor,
  max,
  maxloc,
  min,
  minloc,
  prod,
  sum,
} from "./collectives/reductions.ts";
export { op } from "./collectives/op.ts";
export type { Collective, Counts, Pieces, Rooted, Scalar, Sends, Whole } from "./comm/collective.ts";
export type { Communicator } from "./comm/communicator.ts";
export type { ErrorCode } from "./errors.ts";
export type { Exchange, From, PointToPoint, Receive, To } from "./comm/point-to-point.ts";
export type { Failure, LaunchOptions, LaunchResult } from "./launch/launch.ts";
export type { Host, PlacedProcess, Placement } from "./launch/placement/placement.ts";
export type {
  BindTo,
  MapBy,
  PinnedRank,
  Plan,
  PlannedProgram,
  Planner,
  PlanProgram,
  PlanRequest,
  RequestedProgram,
} from "./launch/placement/plan.ts";
export type { JoinOptions } from "./runtime/init.ts";
export type { Located, LogicalOp, NumericOp } from "./collectives/reductions.ts";
export type { Op } from "./collectives/op.ts";
export type { Resilience } from "./comm/resilience.ts";
export type { Request } from "./progress/request.ts";
export type { Status } from "./progress/status.ts";
export type { TypedArray } from "./wire/element.ts";

import * as movement from "../conformance/cases/barrier-and-movement.ts";
import * as blocking from "../conformance/cases/blocking.ts";
import * as cancel from "../conformance/cases/cancel.ts";
import * as cells from "../conformance/cases/cells.ts";
import * as checkpoints from "../conformance/cases/checkpoints.ts";
import * as communicators from "../conformance/cases/communicators.ts";
import * as distributed from "../conformance/cases/distributed.ts";
import * as distributedMisuse from "../conformance/cases/distributed-misuse.ts";
import * as errors from "../conformance/cases/errors.ts";
import * as everyCollective from "../conformance/cases/every-collective.ts";
import * as flowControl from "../conformance/cases/flow-control.ts";
import * as folds from "../conformance/cases/folds.ts";
import * as halo from "../conformance/cases/halo.ts";
import * as into from "../conformance/cases/into.ts";
import * as large from "../conformance/cases/large.ts";
import * as mismatch from "../conformance/cases/mismatch.ts";
import * as ordering from "../conformance/cases/ordering.ts";
import * as overlap from "../conformance/cases/overlap.ts";
import * as pointToPoint from "../conformance/cases/point-to-point.ts";
import * as probe from "../conformance/cases/probe.ts";
import * as reductions from "../conformance/cases/reductions.ts";
import * as resilience from "../conformance/cases/resilience.ts";
import * as superstepPrograms from "../conformance/cases/superstep-programs.ts";
import * as superstepsBlocking from "../conformance/cases/supersteps-blocking.ts";
import * as superstepsMisuse from "../conformance/cases/supersteps-misuse.ts";
import * as superstepTraffic from "../conformance/cases/superstep-traffic.ts";
import * as supersteps from "../conformance/cases/supersteps.ts";
import * as traffic from "../conformance/cases/traffic.ts";
import type { Case, Topic } from "./case.ts";

type Module = Readonly<Record<string, Case>>;

/** A module's cases are its exported functions. */
function topic(name: string, cases: Module, on: Topic["on"] = "four communicators"): Topic {
  return { name, cases, on };
}

export const pointToPointTopics: readonly Topic[] = [
  topic("point to point", pointToPoint),
  topic("ordering", ordering),
  topic("probe", probe),
  topic("cancel", cancel),
  topic("into", into),
  topic("errors", errors),
];

export const collectiveTopics: readonly Topic[] = [
  topic("movement", movement),
  topic("reductions", reductions),
  topic("overlap", overlap),
  topic("cells", cells, "world"),
];

export const communicatorTopics: readonly Topic[] = [
  topic("communicators", communicators, "world"),
  topic("mismatch", mismatch, "world"),
  topic("resilience", resilience, "world"),
];

export const trafficTopics: readonly Topic[] = [topic("traffic", traffic)];

export const superstepTopics: readonly Topic[] = [
  topic("supersteps", supersteps),
  topic("misuse of supersteps", superstepsMisuse, "world"),
];

export const superstepTrafficTopics: readonly Topic[] = [topic("superstep traffic", superstepTraffic)];

export const superstepProgramTopics: readonly Topic[] = [
  topic("programs of supersteps", superstepPrograms),
  topic("checkpoints", checkpoints, "world"),
];

export const superstepDataTopics: readonly Topic[] = [
  topic("distributed arrays", distributed),
  topic("halos", halo),
  topic("folds", folds),
  topic("misuse of distributed arrays", distributedMisuse, "world"),
];

export const flowControlTopics: readonly Topic[] = [topic("flow control", flowControl, "world")];

/** What ranks with a thread each must do: everything. */
export const realTopics: readonly Topic[] = [
  ...pointToPointTopics,
  topic("blocking", blocking),
  ...collectiveTopics,
  topic("every collective", everyCollective, "world"),
  ...communicatorTopics,
  ...trafficTopics,
  ...superstepTopics,
  topic("blocking supersteps", superstepsBlocking),
  ...superstepTrafficTopics,
  ...superstepProgramTopics,
  ...superstepDataTopics,
  ...flowControlTopics,
  topic("large", large, "world"),
];

import { pointToPointTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(pointToPointTopics, 3);

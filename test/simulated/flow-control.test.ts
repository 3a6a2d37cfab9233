import { flowControlTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(flowControlTopics, 1);

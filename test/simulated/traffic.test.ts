import { trafficTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(trafficTopics, 8);

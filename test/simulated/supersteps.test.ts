import { superstepTopics, superstepTrafficTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(superstepTopics, 3);
simulateTopics(superstepTrafficTopics, 10);

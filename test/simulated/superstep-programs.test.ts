import { superstepProgramTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(superstepProgramTopics, 3);

import { communicatorTopics } from "../harness/catalogue.ts";
import { simulateTopics } from "../harness/simulated-cases.ts";

simulateTopics(communicatorTopics, 10);

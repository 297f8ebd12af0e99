import { parentPort, workerData } from "node:worker_threads";
import { gatheredFile, runGathered } from "../../kernel/place/gathered.ts";
import type * as Serve from "./serve.ts";

// What a thread begins with.
runGathered<typeof Serve>(gatheredFile("thread")).exports.serveErrands(parentPort!, workerData as Serve.ThreadOptions);

import { gatheredFile, runGathered } from "../../kernel/place/gathered.ts";
import type * as Serve from "./serve.ts";

// What a thread begins with.
runGathered<typeof Serve>(gatheredFile("scan")).exports.serveErrands();

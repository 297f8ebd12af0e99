import { runGathered } from "../../kernel/place/gathered.ts";
import { TREE } from "../../kernel/place/tree.ts";
import type * as Serve from "./serve.ts";

// What a thread begins with: the compiled scan where there is one, as `main.ts` does.
const gathered = runGathered<typeof Serve>(new URL("kernel/place/scan.cjs", TREE));
const { serveErrands } = gathered?.exports ?? (await import("./serve.ts"));
serveErrands();

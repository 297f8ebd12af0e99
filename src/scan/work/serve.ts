import type { MessagePort } from "node:worker_threads";
import { type FormatSettings, loadFormats } from "../../formats/registry.ts";
import { type RepositoryFacts, reopen } from "../git/git.ts";
import { createScanner, type ScannerOptions } from "../scanner.ts";
import { localHand } from "./local.ts";
import { type Answer, type Errand, packResult, READY, unpack } from "./message.ts";
import type { Hand, UnitResult } from "./unit.ts";

/** What a thread has to know to scan as the thread that started it does. */
export interface ThreadOptions {
  readonly settings: FormatSettings;
  readonly formatIds: readonly string[];
  readonly scanner: Omit<ScannerOptions, "formats">;
  readonly archives: boolean;
  /** Null when no history is scanned. */
  readonly repository: RepositoryFacts | null;
}

/** So many parts of results may be on their way: with one, both threads would wait for each other. */
const MOST_UNDER_WAY = 8;

/** What a thread does that another one started: one unit after the other. What is thrown by one ends the thread, and is told as its error. */
export function serveErrands(port: MessagePort, options: ThreadOptions): void {
  const stop = new AbortController();
  const hand = start(options, stop.signal);
  let [underWay, goOn] = [0, (): void => undefined];
  const post = (answer: Answer | typeof READY): void => {
    port.postMessage(answer);
  };
  const work = async ({ id, unit }: Exclude<Errand, string>): Promise<void> => {
    const emit = async (some: UnitResult): Promise<void> => {
      post({ id, isLast: false, result: packResult(some) });
      underWay += 1;
      if (underWay < MOST_UNDER_WAY) return;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    };
    post({ id, isLast: true, result: packResult(await (await hand).run(unpack(unit), emit)) });
  };
  let line: Promise<unknown> = hand.then(() => post(READY));
  port.on("message", (errand: Errand) => {
    if (errand === "stop") stop.abort();
    else if (errand === "go on") {
      underWay -= 1;
      goOn();
    }
    // Those wait for git, and hand nothing on in between.
    else if (errand.unit.kind === "objects") void work(errand);
    else line = line.then(async () => await work(errand));
  });
}

async function start({ archives, formatIds, repository, scanner, settings }: ThreadOptions, signal: AbortSignal): Promise<Hand> {
  const formats = (await loadFormats(settings)).filter(({ id }) => formatIds.includes(id));
  return localHand({ scanner: createScanner({ ...scanner, formats }), archives, repository: repository && reopen(repository), signal });
}

import { Worker } from "node:worker_threads";
import { EXTENSION, TREE } from "../../kernel/place/tree.ts";
import { type Answer, type Errand, pack, READY, unpackResult } from "./message.ts";
import type { ThreadOptions } from "./serve.ts";
import type { Emit, Hand, UnitResult } from "./unit.ts";

interface Waiting {
  readonly emit: Emit;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a scan makes dies at once: with the room that Node.js gives it, a thread took 10 to 40 MB more, and was no faster. */
const YOUNG_MB = 3;

/** Does units on a thread of its own, which it starts. */
export function remoteHand(options: ThreadOptions, signal: AbortSignal): Hand {
  const entry = new URL(`scan/work/thread${EXTENSION}`, TREE);
  const worker = new Worker(entry, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const waiting = new Map<number, Waiting>();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window: there is no origin
  const post = (errand: Errand): void => worker.postMessage(errand);
  let lastId = 0;
  signal.addEventListener("abort", () => post("stop"), { once: true });
  const ready = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => resolve());
  });
  worker.on("message", (answer: Answer | typeof READY) => {
    if (answer === READY) return;
    const { id, isLast, result } = answer;
    const { emit, resolve } = waiting.get(id)!;
    if (isLast) resolve(unpackResult(result));
    else void emit(unpackResult(result)).then(() => post("go on"));
    if (isLast) waiting.delete(id);
  });
  worker.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  return {
    ready,
    // One that it works on, and one that lies ready when it is done.
    depth: 2,
    run: async (unit, emit) =>
      await new Promise<UnitResult>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { emit, resolve, reject });
        post({ id, unit: pack(unit) });
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

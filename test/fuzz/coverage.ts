import { type Profiler, Session } from "node:inspector/promises";

/** Which blocks of our own source ran, as V8 counts them: by it a fuzzer learns which of its cases went somewhere new. */
export class Coverage {
  readonly #session = new Session();

  static async start(): Promise<Coverage> {
    const coverage = new Coverage();
    coverage.#session.connect();
    await coverage.#session.post("Profiler.enable");
    await coverage.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    return coverage;
  }

  /** The blocks that ran since the last time, and roughly how often: a loop that goes on for longer is something new. */
  async take(): Promise<Set<string>> {
    const { result } = await this.#session.post("Profiler.takePreciseCoverage");
    return new Set(result.filter(({ url }) => url.includes("/src/") && !url.includes("/node_modules/")).flatMap(blocksOf));
  }

  stop(): void {
    this.#session.disconnect();
  }
}

function blocksOf({ functions, scriptId }: Profiler.ScriptCoverage): string[] {
  return functions.flatMap(({ ranges }) =>
    ranges
      .filter(({ count }) => count > 0)
      .map(({ count, endOffset, startOffset }) => `${scriptId}:${startOffset}-${endOffset}×${Math.floor(Math.log2(count))}`),
  );
}

/** A case with what it reaches. */
export interface Reaching {
  readonly bytes: Buffer;
  readonly blocks: ReadonlySet<string>;
}

/** As few of the cases as reach all that they reach together: again and again the one that adds the most. */
export function fewest(cases: readonly Reaching[]): Reaching[] {
  const open = new Set(cases.flatMap(({ blocks }) => [...blocks]));
  const kept: Reaching[] = [];
  while (open.size > 0) {
    const adds = ({ blocks }: Reaching): number => [...blocks].filter((block) => open.has(block)).length;
    const best = cases.reduce((most, one) => (adds(one) > adds(most) ? one : most));
    kept.push(best);
    for (const block of best.blocks) open.delete(block);
  }
  return kept;
}

export interface BatcherOptions<Item, Result> {
  /** Does the work of a whole batch; one result per item, in order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** How heavy an item is; a batch stops growing at `maxWeight`, and a heavier item runs alone. */
  readonly weigh: (item: Item) => number;
  readonly maxWeight: number;
  /** Batches that may run at once. */
  readonly concurrency: number;
  /** Whether an item alone could succeed where its batch failed with this error. */
  readonly isolate?: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Group commit: an item that finds a free slot runs at once; those that arrive while all slots are busy run together.
 * A batch that fails is tried again one by one where that can help, so that one bad item never fails its neighbours.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const queue: Waiting<Item, Result>[] = [];
  let running = 0;

  function takeBatch(): Waiting<Item, Result>[] {
    let weight = 0;
    let count = 0;
    while (count < queue.length) {
      weight += options.weigh(queue[count]!.item);
      if (count > 0 && weight > options.maxWeight) break;
      count += 1;
    }
    return queue.splice(0, count);
  }

  async function runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await options.run(batch.map((waiting) => waiting.item));
      batch.forEach((waiting, index) => waiting.resolve(results[index]!));
    } catch (error) {
      if (batch.length === 1 || options.isolate?.(error) === false) for (const { reject } of batch) reject(error);
      else for (const waiting of batch) await runBatch([waiting]);
    }
  }

  function start(): void {
    while (running < options.concurrency && queue.length > 0) {
      running += 1;
      void runBatch(takeBatch()).finally(() => {
        running -= 1;
        start();
      });
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      // Let the callers of this turn of the event loop join the same batch.
      setImmediate(start);
    });
}

import { describe, expect, it } from "vitest";
import { createBatcher } from "../../../src/kernel/flow/batcher.ts";

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("a batcher", () => {
  it("runs together what came while its slots were busy, and answers each its own", async () => {
    const { open, opened } = gate();
    const batches: number[][] = [];
    const double = createBatcher<number, number>({
      run: async (items) => {
        batches.push([...items]);
        await opened;
        return items.map((item) => item * 2);
      },
      weigh: () => 1,
      maxWeight: 3,
      concurrency: 1,
    });
    const first = double(1);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [2, 3, 4, 5].map(double);
    open();
    expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it("a heavy item runs alone", async () => {
    const batches: number[][] = [];
    const run = createBatcher<number, number>({
      run: async (items) => {
        batches.push([...items]);
        return await Promise.resolve(items);
      },
      weigh: (item) => item,
      maxWeight: 10,
      concurrency: 1,
    });
    await Promise.all([1, 100, 2].map(run));
    expect(batches).toEqual([[1], [100], [2]]);
  });

  it("one bad item fails alone", async () => {
    const run = createBatcher<number, number>({
      run: (items) => (items.includes(13) ? Promise.reject(new Error("unlucky")) : Promise.resolve(items)),
      weigh: () => 1,
      maxWeight: 100,
      concurrency: 1,
    });
    const results = await Promise.allSettled([1, 13, 2].map(run));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

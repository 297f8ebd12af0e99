/** `work` on every item, `atOnce` at a time; the results in the items' order. After an error nothing new is begun, and it is thrown. */
export async function spread<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const runs = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, run));
  const failed = runs.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results;
}

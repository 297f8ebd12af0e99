export interface Bisection<Item, Result> {
  /** Does the work of many; one result per item, in order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether an error is the fault of a single item; any other ends the work. */
  readonly isPoison: (error: unknown) => boolean;
  /** The result of an item that fails alone. */
  readonly poisoned: (item: Item, error: unknown) => Result | Promise<Result>;
}

/** Work on a batch in which few items may be bad: it is halved until the bad ones stand alone, and the others are done. */
export async function bisect<Item, Result>(items: readonly Item[], work: Bisection<Item, Result>): Promise<readonly Result[]> {
  try {
    return await work.run(items);
  } catch (error) {
    if (!work.isPoison(error)) throw error;
    const [first] = items;
    if (items.length === 1) return [await work.poisoned(first!, error)];
    const middle = items.length >> 1;
    return [...(await bisect(items.slice(0, middle), work)), ...(await bisect(items.slice(middle), work))];
  }
}

import type { Hand, Unit, UnitResult } from "./unit.ts";

export interface DealOptions {
  readonly units: Iterator<Unit> | AsyncIterator<Unit>;
  /** Begins at once. */
  readonly first: Hand;
  /** How many more may be started. */
  readonly helpers: number;
  readonly startHelper: () => Hand;
  /** For how long the first works alone. */
  readonly aloneMs?: number;
  /** Ends it early: what was begun is finished and answered, nothing else is begun. */
  readonly signal: AbortSignal;
}

// A scan that is over soon needs no helper. Nobody waits for one that is not ready yet, but to start it costs a part of a core.
const ALONE_MS = 20;

/** So many findings may wait until it is their turn: those of one hand may be many while another is slow, or whoever reads them. */
const MAX_WAITING = 1_200;

interface Slot {
  readonly unit: Unit;
  /** Not answered yet, in order. */
  readonly results: UnitResult[];
  done: boolean;
}

/** Deals units to hands as they become free, and answers results in the order of the units, whoever did them and when. */
export async function* deal(options: DealOptions): AsyncGenerator<UnitResult> {
  const table = new Table(options);
  try {
    for (let result = await table.next(); result !== null; result = await table.next()) yield result;
  } finally {
    await table.close();
  }
}

class Table {
  readonly #options: DealOptions;
  readonly #begun = performance.now();
  readonly #hands: Hand[] = [];
  /** In order, from the first that was not answered. */
  readonly #slots: Slot[] = [];
  #busy = 0;
  #closed = false;
  #failure: { readonly error: unknown } | null = null;
  #taking: Promise<Slot | null> = Promise.resolve(null);
  #ring: () => void = () => undefined;
  /** Findings in results that were not answered, and who waits until they are fewer. */
  #waiting = 0;
  #held: (() => void)[] = [];

  constructor(options: DealOptions) {
    this.#options = options;
    this.#employ(options.first);
  }

  /** Null when all is done. @throws what a hand threw */
  async next(): Promise<UnitResult | null> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure.error;
      const result = this.#answered();
      if (result !== null || this.#busy === 0) return result;
      await new Promise<void>((resolve) => {
        this.#ring = resolve;
      });
    }
  }

  #answered(): UnitResult | null {
    while (this.#slots[0]?.done === true && this.#slots[0].results.length === 0) this.#slots.shift();
    const result = this.#slots[0]?.results.shift() ?? null;
    this.#waiting -= result?.sightings.length ?? 0;
    this.#release();
    return result;
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const release of held) release();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#release();
    await this.#options.units.return?.();
    await Promise.all(this.#hands.map(async (hand) => await hand.close()));
  }

  #employ(hand: Hand): void {
    this.#hands.push(hand);
    const begin = (): void => {
      for (let round = 0; round < hand.depth; round++) void this.#keepBusy(hand);
    };
    if (hand.ready === null) begin();
    else hand.ready.then(begin, this.#fail);
  }

  async #keepBusy(hand: Hand): Promise<void> {
    this.#busy += 1;
    try {
      for (let slot = await this.#take(); slot !== null; slot = await this.#take()) {
        const begun = slot;
        this.#add(begun, await hand.run(begun.unit, async (some) => await this.#addSome(begun, some)));
        begun.done = true;
        this.#ring();
        this.#callForHelp();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy -= 1;
      this.#ring();
    }
  }

  readonly #fail = (error: unknown): void => {
    this.#failure ??= { error };
    this.#ring();
  };

  #add(slot: Slot, result: UnitResult): void {
    this.#waiting += result.sightings.length;
    slot.results.push(result);
    this.#ring();
  }

  /** Resolves when there is room for more; for the first in order, when it was answered. */
  async #addSome(slot: Slot, some: UnitResult): Promise<void> {
    this.#add(slot, some);
    await this.#untilRoom(() => this.#slots[0] === slot && slot.results.length === 0);
  }

  async #untilRoom(isNext: () => boolean): Promise<void> {
    while (this.#waiting >= MAX_WAITING && !isNext() && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#held.push(resolve);
      });
    }
  }

  /** @param isMuch what there is to do is known to be worth it */
  #callForHelp(isMuch = false): void {
    const { aloneMs = ALONE_MS, helpers } = this.#options;
    if (this.#closed || this.#hands.length > helpers || (!isMuch && performance.now() - this.#begun < aloneMs)) return;
    this.#employ(this.#options.startHelper());
  }

  /** One after the other, so that slots have the order of the units. */
  async #take(): Promise<Slot | null> {
    this.#taking = this.#taking.then(async () => {
      await this.#untilRoom(() => this.#slots.length === 0);
      return await this.#takeNow();
    });
    return await this.#taking;
  }

  async #takeNow(): Promise<Slot | null> {
    if (this.#closed || this.#failure !== null || this.#options.signal.aborted) return null;
    const step = await this.#options.units.next();
    if (step.done === true) return null;
    const slot: Slot = { unit: step.value, results: [], done: false };
    this.#slots.push(slot);
    // Only large files are cut.
    if (slot.unit.kind === "part") this.#callForHelp(true);
    return slot;
  }
}

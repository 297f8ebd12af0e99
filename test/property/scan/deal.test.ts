import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deal } from "../../../src/scan/work/deal.ts";
import type { Hand, Unit, UnitResult } from "../../../src/scan/work/unit.ts";

const unit = (index: number): Unit => ({ kind: "objects", ids: [String(index)] });
const resultOf = (one: Unit): UnitResult => ({
  sightings: [],
  skipped: [],
  scanned: { files: one.kind === "objects" ? Number(one.ids[0]) : -1, bytes: 0 },
});

/** A hand whose units take as many turns as `pace` says, one after the other. */
function hand(depth: number, pace: () => number, onRun: (one: Unit) => void = () => undefined): Hand & { closed: boolean } {
  return {
    ready: null,
    depth,
    closed: false,
    run: async (one) => {
      onRun(one);
      for (let turn = pace(); turn > 0; turn--) await nextTurn();
      return resultOf(one);
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

const indexes = async (results: AsyncIterable<UnitResult>): Promise<number[]> => {
  const answered: number[] = [];
  for await (const { scanned } of results) answered.push(scanned.files);
  return answered;
};

test("results have the order of the units, whoever is slow", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.integer({ min: 0, max: 3 }), fc.infiniteStream(fc.nat(6)), async (count, helpers, paces) => {
      const pace = (): number => (paces.next() as IteratorYieldResult<number>).value;
      const units = Array.from({ length: count }, (_, index) => unit(index));
      const started: ReturnType<typeof hand>[] = [];
      const options = { units: units.values(), first: hand(1, pace), helpers, signal: new AbortController().signal, aloneMs: 0 };
      const startHelper = (): Hand => {
        const helper = { ...hand(2, pace), ready: started.length === 1 ? nextTurn().then(() => undefined) : null };
        started.push(helper);
        return helper;
      };
      expect(await indexes(deal({ ...options, startHelper }))).toEqual(units.map((_, index) => index));
      expect(started.length).toBeLessThanOrEqual(helpers);
      expect([options.first, ...started].every(({ closed }) => closed)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

describe("a helper that cannot begin yet", () => {
  const units = Array.from({ length: 5 }, (_, index) => unit(index));
  const first = (): Hand => hand(1, () => 1);
  const rest = { helpers: 1, signal: new AbortController().signal, aloneMs: 0 };

  test("is given nothing, and is not waited for", async () => {
    const helper: Hand = {
      ...hand(
        2,
        () => 0,
        () => expect.unreachable(),
      ),
      ready: new Promise(() => undefined),
    };
    expect(await indexes(deal({ units: units.values(), first: first(), ...rest, startHelper: () => helper }))).toEqual([0, 1, 2, 3, 4]);
  });

  test("and never will ends the scan with what it says", async () => {
    const helper = (): Hand => ({
      ...hand(
        2,
        () => 0,
        () => expect.unreachable(),
      ),
      ready: Promise.reject(new Error("broken")),
    });
    await expect(indexes(deal({ units: units.values(), first: first(), ...rest, startHelper: helper }))).rejects.toThrow("broken");
  });
});

describe("a scan that ends early", () => {
  const noHelp = { helpers: 0, startHelper: (): Hand => expect.unreachable() };
  const endless = function* (): Generator<Unit> {
    for (let index = 0; ; index++) yield unit(index);
  };

  test("answers what was begun, and begins nothing else", async () => {
    const stop = new AbortController();
    const begun: Unit[] = [];
    const first = hand(
      1,
      () => 1,
      (one) => {
        begun.push(one);
        if (begun.length === 3) stop.abort();
      },
    );
    expect(await indexes(deal({ units: endless(), first, ...noHelp, signal: stop.signal }))).toEqual([0, 1, 2]);
    expect(begun).toHaveLength(3);
  });

  test("closes its hands and what deals the units when nobody reads on", async () => {
    let closed = false;
    const units = (function* (): Generator<Unit> {
      try {
        yield* endless();
      } finally {
        closed = true;
      }
    })();
    const first = hand(1, () => 1);
    for await (const _ of deal({ units, first, ...noHelp, signal: new AbortController().signal })) break;
    expect([closed, first.closed]).toEqual([true, true]);
  });

  test("throws what a hand threw", async () => {
    const first: Hand = { ...hand(1, () => 0), run: () => Promise.reject(new Error("broken")) };
    await expect(indexes(deal({ units: endless(), first, ...noHelp, signal: new AbortController().signal }))).rejects.toThrow("broken");
  });
});

test("what a unit comes to in pieces is answered in order, and hands wait while much is not answered", async () => {
  const PIECES = 20;
  const SIGHTINGS = 1_000;
  let found = 0;
  const talkative = (): Hand => ({
    ready: null,
    depth: 1,
    run: async (one, emit) => {
      const piece = { ...resultOf(one), sightings: Array.from<never>({ length: SIGHTINGS }) };
      for (let round = 1; round < PIECES; round++) {
        found += SIGHTINGS;
        await emit(piece);
      }
      found += SIGHTINGS;
      return piece;
    },
    close: () => Promise.resolve(),
  });
  const units = Array.from({ length: 10 }, (_, index) => unit(index));
  const signal = new AbortController().signal;
  const results = deal({ units: units.values(), first: talkative(), helpers: 2, startHelper: talkative, signal, aloneMs: 0 });
  const answered: number[] = [];
  let told = 0;
  for await (const { scanned, sightings } of results) {
    answered.push(scanned.files);
    told += sightings.length;
    // Ten thousand may wait, and each of three hands has one piece more in its hands.
    expect(found - told).toBeLessThanOrEqual(10_000 + 3 * 2 * SIGHTINGS);
    await nextTurn();
  }
  expect(answered).toEqual(units.flatMap((_, index) => Array.from({ length: PIECES }, () => index)));
});

import { expect, test, vi } from "vitest";
import { Allowance } from "../../../src/issuers/kit/allowance.ts";
import { type Circuit, Pace, type PaceOptions } from "../../../src/issuers/kit/pace.ts";
import { IssuerTrouble } from "../../../src/issuers/kit/trouble.ts";
import { until } from "../../helpers/until.ts";

function paced(options: Partial<PaceOptions> = {}) {
  const calls: string[] = [];
  const circuit: Circuit[] = [];
  const observer = { onCall: (outcome: string) => void calls.push(outcome), onCircuit: (change: Circuit) => void circuit.push(change) };
  return { pace: new Pace({ concurrency: 2, rate: null, ...options }, observer), calls, circuit };
}

const fault = () => Promise.reject(new IssuerTrouble("fault", "down"));
const fine = () => Promise.resolve("fine");

test("no more calls run at once than allowed, and all run", async () => {
  const { pace } = paced({ concurrency: 3 });
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => pace.run(work)));
  expect(most).toBe(3);
});

test("after so many faults in a row it is left alone, then tried once, and called again when that works", async () => {
  const { calls, circuit, pace } = paced({ faults: 3, restMs: 50 });
  for (let i = 0; i < 3; i++) await expect(pace.run(fault)).rejects.toMatchObject({ kind: "fault" });
  await expect(pace.run(fine)).rejects.toMatchObject({ kind: "not_now", message: expect.stringContaining("left alone") });
  expect([calls, circuit]).toEqual([["fault", "fault", "fault"], [{ state: "open", restMs: 50 }]]);
  await until("it is tried again", () => pace.run(fine));
  expect(circuit.slice(1)).toEqual([{ state: "half_open" }, { state: "closed" }]);
  expect(await pace.run(fine)).toBe("fine");
});

test("as long as the one try fails it is left alone twice as long, up to a minute, and whoever comes is told how long", async () => {
  const { circuit, pace } = paced({ faults: 1, restMs: 20_000 });
  const rests = (): number[] => circuit.flatMap((change) => (change.state === "open" ? [change.restMs] : []));
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  try {
    for (const rest of [20_000, 40_000, 60_000, 60_000]) {
      await expect(pace.run(fault)).rejects.toMatchObject({ kind: "fault" });
      expect(rests().at(-1)).toBe(rest);
      await expect(pace.run(fine)).rejects.toMatchObject({ kind: "not_now", afterSeconds: rest / 1_000 });
      vi.advanceTimersByTime(rest);
    }
  } finally {
    vi.useRealTimers();
  }
});

test("what it refuses, however often, does not count as broken", async () => {
  const { circuit, pace } = paced({ faults: 2 });
  for (let i = 0; i < 5; i++) {
    await expect(pace.run(() => Promise.reject(new IssuerTrouble("refused", "no")))).rejects.toMatchObject({ kind: "refused" });
  }
  expect([await pace.run(fine), circuit]).toEqual(["fine", []]);
});

test("when it asks for patience, all its calls wait, and whoever comes is told how long", async () => {
  const { calls, pace } = paced();
  await expect(pace.run(() => Promise.reject(new IssuerTrouble("not_now", "429", 30)))).rejects.toMatchObject({ afterSeconds: 30 });
  const waiting = (await pace.run(fine).catch((error: unknown) => error)) as IssuerTrouble;
  expect(waiting).toMatchObject({ kind: "not_now", message: "it asked us to wait" });
  expect(waiting.afterSeconds).toBeGreaterThan(29);
  expect(calls).toEqual(["not_now"]);
});

test("a mistake of ours is a fault, and its message is not passed on", async () => {
  const { pace } = paced();
  const failure = (await pace.run(() => Promise.reject(new Error("token tok_123 is odd"))).catch((error: unknown) => error)) as Error;
  expect(failure).toBeInstanceOf(IssuerTrouble);
  expect(failure.message).not.toContain("tok_123");
});

test("beyond its rate it waits a little, and says when to come again rather than wait for long", async () => {
  const { pace } = paced({ rate: { calls: 3, per_seconds: 3_600 } });
  for (let i = 0; i < 3; i++) await pace.run(fine);
  const limited = (await pace.run(fine).catch((error: unknown) => error)) as IssuerTrouble;
  expect(limited).toMatchObject({ kind: "not_now", message: "it may not be called more often" });
  expect(limited.afterSeconds).toBeGreaterThan(1_100);

  const allowance = new Allowance({ calls: 10, per_seconds: 1 });
  const waits = Array.from({ length: 12 }, () => allowance.take(2));
  expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(waits[10]).toBeGreaterThan(0.05);
  expect(waits[11]).toBeGreaterThan(waits[10]!);
  expect(waits[11]).toBeLessThan(0.3);
});

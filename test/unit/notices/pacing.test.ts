import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainPacing } from "../../../src/notices/delivery/pacing.ts";

const clock = () => {
  const time = { ms: 0 };
  return { time, now: () => time.ms };
};

test("a domain gets a short burst, then mails at its pace; other domains are not held up", () => {
  const { now, time } = clock();
  const pacing = new DomainPacing(60, now);
  const waits = Array.from({ length: 30 }, () => pacing.take("ada@example.com"));
  expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(21);
  expect(waits.at(-1)).toBeGreaterThan(0);
  expect(pacing.take("ada@example.net")).toBe(0);
  time.ms += waits.at(-1)! * 1_000 + 1;
  expect(pacing.take("grace@EXAMPLE.com")).toBe(0);
});

test("a domain that has enough gets nothing until it has had its rest", () => {
  const { now, time } = clock();
  const pacing = new DomainPacing(600, now);
  pacing.pause("ada@example.com", 120);
  expect(pacing.take("grace@example.com")).toBeCloseTo(120, 3);
  time.ms += 120_001;
  expect(pacing.take("grace@example.com")).toBe(0);
});

test("over any time, no domain gets more than its pace and the burst", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 }), (pauses) => {
      const { now, time } = clock();
      const pacing = new DomainPacing(60, now);
      let sent = 0;
      for (const pause of pauses) {
        time.ms += pause;
        if (pacing.take("a@example.com") === 0) sent += 1;
      }
      expect(sent).toBeLessThanOrEqual(Math.ceil(time.ms / 1_000) + 21);
    }),
  );
});

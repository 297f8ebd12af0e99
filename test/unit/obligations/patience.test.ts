import { expect, test } from "vitest";
import { failureAfter, OBLIGATION_POLICIES, type Obligation } from "../../../src/obligations/obligation.ts";

const obligation = (kind: Obligation["kind"], attempts: number): Obligation => ({
  id: "an obligation",
  kind,
  attempts,
  deliveryId: null,
  incidentId: null,
  noticeId: null,
  parcelId: null,
  alertId: null,
  bulkId: null,
});

test("an issuer that asks for a second each time, or is left alone for no longer, is tried for hours before a person is needed", () => {
  const { maxAttempts } = OBLIGATION_POLICIES.revoke_elsewhere;
  let seconds = 0;
  for (let attempts = 1; attempts < maxAttempts; attempts++)
    seconds += failureAfter(obligation("revoke_elsewhere", attempts), "away", attempts % 2).retrySeconds!;
  expect(seconds).toBeGreaterThan(2 * 3_600);
  expect(failureAfter(obligation("revoke_elsewhere", maxAttempts), "away", 1).retrySeconds).toBeNull();
});

test("whoever asks for more patience than ours gets it", () => {
  expect(failureAfter(obligation("fetch", 1), "slow down", 3_600).retrySeconds).toBe(3_600);
});

test("an accepted delivery is never given up, however long nobody can say what its tokens are", () => {
  const { retrySeconds } = failureAfter(obligation("classify", 100_000), "the issuer is away");
  expect(retrySeconds).toBeLessThanOrEqual(OBLIGATION_POLICIES.classify.backoffCeiling);
  expect(retrySeconds).toBeGreaterThan(0);
});

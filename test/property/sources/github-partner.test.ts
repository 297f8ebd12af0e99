import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../../src/kernel/errors.ts";
import githubPartner from "../../../src/sources/known/github-partner.ts";
import type { Label } from "../../../src/sources/source.ts";
import { sourceSettings } from "../../unit/sources/support.ts";

const source = githubPartner(sourceSettings());
const hashing = githubPartner(sourceSettings({ labels: "hash" }));

const anyText = fc.string({ unit: "binary" });
const field = fc.oneof(anyText, fc.jsonValue());
const record = fc.oneof(fc.record({ token: field, type: field, url: field, source: field }, { requiredKeys: [] }), fc.jsonValue());
const label = fc.constantFrom<Label>("true_positive", "false_positive", null);

function failsOnlyAsDocumented(body: Buffer): void {
  try {
    source.parse(body);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(["malformed_body", "too_many_records"]).toContain((error as AppError).code);
  }
}

test("any bytes are read or refused as malformed", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => failsOnlyAsDocumented(Buffer.from(bytes))));
});

test("any JSON value is read or refused as malformed", () => {
  fc.assert(fc.property(fc.json(), (json) => failsOnlyAsDocumented(Buffer.from(json))));
});

test("any list becomes as many reports, and what may be stored of them is one clean, short line", () => {
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const reports = source.parse(Buffer.from(JSON.stringify(records)));
      expect(reports).toHaveLength(records.length);
      for (const report of reports) {
        for (const text of [report?.url, report?.place]) {
          // oxlint-disable-next-line no-control-regex -- exactly these must be gone
          expect(text ?? "").not.toMatch(/[\u0000-\u001f\u007f]/u);
          expect((text ?? "").isWellFormed()).toBe(true);
          expect((text ?? "").length).toBeLessThanOrEqual(2_000);
        }
      }
    }),
  );
});

test("every labelled report is answered in order, under its own token and type as they were sent", () => {
  const alert = fc.record({ token: fc.string({ minLength: 1, unit: "binary" }), type: anyText, label });
  fc.assert(
    fc.property(fc.array(alert), (alerts) => {
      const body = Buffer.from(JSON.stringify(alerts));
      const labels = alerts.map((one) => one.label);
      const labelled = alerts.filter((one) => one.label !== null);
      expect(source.answer(source.parse(body), labels).body).toEqual(
        labelled.map((one) => ({ token_raw: one.token, token_type: one.type, label: one.label })),
      );
      expect(hashing.answer(hashing.parse(body), labels).body).toEqual(
        labelled.map((one) => ({
          token_hash: createHash("sha256").update(one.token).digest("hex"),
          token_type: one.type,
          label: one.label,
        })),
      );
    }),
  );
});

import type { RawRequest, Refusal, RefusalReason } from "../source.ts";

export function refused(reason: RefusalReason): Refusal {
  return { ok: false, reason };
}

/** The value of a header that must be there exactly once and not empty. `name` in lower case. */
export function onlyValue(headers: RawRequest["headers"], name: string): { readonly ok: true; readonly value: string } | Refusal {
  const [value, another] = headers[name] ?? [];
  if (another !== undefined) return refused("repeated_header");
  return value === undefined || value === "" ? refused("missing_header") : { ok: true, value };
}

import type { OmissionReason } from "../sources/source.ts";

/** A part of what was to be looked at cannot be, now or later; the rest goes on. */
export class Omitted extends Error {
  override readonly name = "Omitted";
  readonly reason: OmissionReason;

  constructor(reason: OmissionReason) {
    super(`not looked at: ${reason}`);
    this.reason = reason;
  }
}

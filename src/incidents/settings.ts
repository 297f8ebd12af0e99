import type { OutboxSettings } from "../notices/outbox/outbox.ts";

/** What the heart needs to know of this installation. */
export interface IncidentSettings extends OutboxSettings {
  /** From the last obligation met until the places where a token was seen are forgotten. */
  readonly retentionDays: number;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  INCIDENT_STATES,
  INCIDENT_TABLE,
  type IncidentEvent,
  type IncidentState,
  nextState,
  requireNextState,
} from "../../../src/incidents/state.ts";

const EVENTS = [
  "confirm",
  "revoked",
  "give_up",
  "revoke",
  "retry_revoke",
  "retry_notify",
  "retry_harmless_notice",
  "restore",
  "close",
  "reopen",
] as const;

describe("the incident table", () => {
  it("a proven report of a live token always leads to revoking, unless it is being revoked already", () => {
    for (const state of INCIDENT_STATES) expect(nextState(state, "confirm")).toBe(state === "revoking" ? null : "revoking");
  });

  it("nothing can be closed or restored while it is being revoked", () => {
    for (const event of ["close", "restore", "reopen", "revoke"] as const)
      expect(() => requireNextState("revoking", event)).toThrow(/nothing until its jobs are done/u);
  });

  it("an impossible act is refused with what the state allows", () => {
    expect(() => requireNextState("closed", "revoke")).toThrow("the incident is closed; that allows reopen");
    expect(() => requireNextState("revoked", "reopen")).toThrow("the incident is revoked; that allows restore, close");
  });

  it("only a revocation leads to revoked", () => {
    for (const state of INCIDENT_STATES) {
      for (const event of EVENTS) {
        if (nextState(state, event) === "revoked") expect(["revoked", "retry_notify"]).toContain(event);
      }
    }
  });

  it("no run of events leaves the table or gets stuck", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), (events: readonly IncidentEvent[]) => {
        let state: IncidentState = "received";
        for (const event of events) state = nextState(state, event) ?? state;
        expect(Object.keys(INCIDENT_TABLE[state]).length).toBeGreaterThan(0);
      }),
    );
  });
});

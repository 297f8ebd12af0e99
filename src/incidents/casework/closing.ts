/** As what an incident can be closed. A risk is accepted until a day, and by two people. */
export const CLOSINGS = ["revoked", "false_positive", "test_credential", "expired", "accepted_risk"] as const;

export type Closing = (typeof CLOSINGS)[number];

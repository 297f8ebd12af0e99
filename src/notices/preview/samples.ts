import type { NoticeBase, NoticeOf, NoticeTemplate, Story } from "../notice.ts";

const BASE: NoticeBase = {
  product: "Tokenward",
  publicUrl: "https://tokens.example.org",
  supportAddress: "security@example.org",
  legalLine: null,
  caseNumber: "019a9f3c-5f8e-7c1a-9b57-0d6f3f1f6a21",
  recipient: { name: "Ada Lovelace", email: "ada@example.com" },
  locale: "en",
  ownerPage: "https://tokens.example.org/owner/sample",
  brief: false,
};

const STORY: Story = {
  token: {
    name: "deploy-bot ci",
    id: "0f9b2a54-3f6f-4a5c-8a2e-7a1f8f3f1c11",
    hint: "tokenward-AgEI…1xQ",
    createdAt: new Date("2025-11-02T08:15:00Z"),
    lastUsedAt: new Date("2026-03-16T21:40:00Z"),
    expiresAt: null,
    scopes: ["only for the projects analytical-engine, difference-engine"],
  },
  found: {
    sourceTitle: "GitHub secret scanning",
    url: "https://github.com/ada/engine/blob/9d3c1f0a7b/deploy/.env#L12",
    place: "commit",
    linkable: true,
    firstSeenAt: new Date("2026-03-17T14:03:21Z"),
    otherPlaces: 2,
  },
};

const REVOKED_AT = new Date("2026-03-17T14:03:22Z");

/** A notice of every kind, in which everything is known: what the previews show and the tests begin with. */
export const SAMPLES: { readonly [T in NoticeTemplate]: NoticeOf<T> } = {
  revoked: { ...BASE, ...STORY, template: "revoked", revokedAt: REVOKED_AT, attenuated: false },
  harmless_copy: { ...BASE, ...STORY, template: "harmless_copy" },
  exposed: { ...BASE, ...STORY, template: "exposed" },
  pending: { ...BASE, ...STORY, template: "pending" },
  found_again: { ...BASE, ...STORY, template: "found_again", revokedAt: REVOKED_AT, newPlaces: 3 },
  many: {
    ...BASE,
    template: "many",
    ownerPage: null,
    leaks: [
      {
        caseNumber: BASE.caseNumber,
        name: STORY.token.name,
        hint: STORY.token.hint,
        state: { kind: "revoked", at: REVOKED_AT },
        found: STORY.found,
        ownerPage: BASE.ownerPage,
      },
      {
        caseNumber: "019a9f3c-5f9a-7d11-8c02-3b9d1e7f4c55",
        name: "nightly build",
        hint: "tokenward-AgEI…9bA",
        state: { kind: "pending" },
        found: { ...STORY.found, url: null, place: null, otherPlaces: 0 },
        ownerPage: BASE.ownerPage,
      },
    ],
  },
  admin_revoked: { ...BASE, ...STORY, template: "admin_revoked", revokedAt: REVOKED_AT, reason: "seen in a talk on video" },
  restored: { ...BASE, ...STORY, template: "restored" },
  suspended: {
    ...BASE,
    ...STORY,
    template: "suspended",
    suspendedAt: REVOKED_AT,
    until: { at: new Date("2026-03-20T14:03:22Z"), days: 3 },
  },
  test: { ...BASE, template: "test", ownerPage: null },
  unreachable: { ...BASE, ...STORY, template: "unreachable", ownerPage: null, reason: "550 no such user" },
};

/** English, the catalogue that every other is measured against: same keys, same placeholders. ICU message syntax. */
export const en = {
  language: "en",
  dir: "ltr",
  messages: {
    "revoked.subject": '[{product}] We revoked your token "{name}" after it was found in public',
    "revoked.subject.short": '[{product}] We revoked your token "{name}", found in public',
    "revoked.opening": 'Your {product} token "{name}" was found in public and no longer works: we revoked it on {at}.',
    "revoked.attenuated":
      "The copy that was found had been restricted further. We revoked the token it was made from, and with it every copy of it.",

    "harmless.subject": '[{product}] Expired copy of your token "{name}" was found in public',
    "harmless.subject.short": '[{product}] Expired copy of your token "{name}" found',
    "harmless.opening":
      'A copy of your {product} token "{name}" was found in public. That copy had expired and cannot be used by anyone, so your token was not revoked and goes on working.',
    "harmless.steps.look":
      "Find out who had that copy and how it became public: whoever publishes an expired copy may hold one that has not.",
    "harmless.steps.replace": "If the token itself may have been seen as well, make a new one at {url} and revoke this one.",
    "harmless.reason":
      "{source} reported the copy to us. We proved that it was made from your token and that its own limits had run out, and tell you because the token is yours. Of the copy we store a keyed fingerprint, never the copy itself.",

    "facts.caption": "What was found",
    "facts.token": "Token",
    "facts.id": "Token ID",
    "facts.hint": "Looks like",
    "facts.account": "Account",
    "facts.created": "Created",
    "facts.used": "Last used",
    "facts.used.unknown": "no use on record",
    "facts.expires": "Would expire",
    "facts.scopes": "Scope",
    "facts.scopes.more": "and {count} more",
    "facts.found": "Found at",
    "facts.found.kind": "{where} ({kind})",
    "facts.found.unknown": "The place was not named to us.",
    "facts.found.others": "and {count, plural, one {# other place} other {# other places}}",
    "facts.reporter": "Reported by",
    "facts.seen": "First reported",
    "facts.case": "Case",

    "steps.heading": "What to do now",
    "steps.replace": "Make a new token at {url} and put it wherever the old one was in use.",
    "steps.prevent":
      "Find out how the old one became public, so that the new one does not. Keep tokens in a secret store, not in files that are shared or committed.",
    "steps.review": "Look through what your account did lately, and undo what you do not recognise.",

    "use.heading": "Was it used?",
    "use.unknown": "We hold no use records of this token. That does not mean that nobody used it.",
    "use.before":
      "It was last used on {used}, before it was first reported to us on {seen}. It may have been public before that report: if that use was not yours, somebody else had the token.",
    "use.after":
      "It was last used on {used}, after it was first reported to us on {seen}. If that use was not yours, somebody else had the token: take the third step first.",

    "stranger.heading": "If you did not publish this",
    "stranger.recover":
      "Then somebody else had your token. Change your password, and check your recent sign-ins and your other tokens for any that you do not recognise.",
    "stranger.contact": "If you need help, write to {address} and name the case.",
    "stranger.contact.unknown": "If you need help, turn to the people who run {product} and name the case.",

    "why.heading": "Why you got this",
    "why.reason":
      "{source} reported the token to us. We proved that it is genuine, revoked it, and tell you because it is yours. Of the token we store a keyed fingerprint, never the token itself.",
    "why.check":
      "To check that this mail is real, you need not click anything in it: open {host} as you always do, and look for the case number in your account's security history. We never ask for a password or a token.",

    "signature.automatic": "Sent automatically, because your account is affected.",
  },
} as const;

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
    "harmless.steps.replace":
      "If the token itself may have been seen as well, make a new one where you made this one, and revoke this one.",
    "harmless.reason":
      "{source} reported the copy to us. We proved that it was made from your token and that its own limits had run out, and tell you because the token is yours. Of the copy we store a keyed fingerprint, never the copy itself.",

    "exposed.subject": '[{product}] Your token "{name}" was found in public and still works',
    "exposed.subject.short": '[{product}] Your token "{name}" is public',
    "exposed.opening": 'Your {product} token "{name}" was found in public. It still works, for whoever has found it: revoke it now.',
    "exposed.steps.revoke": "Revoke the token. Nobody has done it for you.",
    "exposed.reason":
      "{source} reported the token to us. We proved that it is genuine and tell you because it is yours. Of the token we store a keyed fingerprint, never the token itself.",

    "pending.subject": '[{product}] Your token "{name}" is public; we could not revoke it yet',
    "pending.subject.short": '[{product}] Token "{name}" public, not revoked yet',
    "pending.opening":
      'Your {product} token "{name}" was found in public. We could not revoke it yet and go on trying; until then it works for whoever has found it.',
    "pending.steps.revoke": "Revoke the token yourself if you can, where you made it.",

    "again.subject": '[{product}] Your token "{name}" was found in public again',
    "again.subject.short": '[{product}] Token "{name}" found in public again',
    "again.opening.revoked":
      'Your {product} token "{name}" was found in {count, plural, one {# more public place} other {# more public places}}. It has not worked since {at}: there is nothing more to revoke.',
    "again.opening.alive":
      'Your {product} token "{name}" was found in {count, plural, one {# more public place} other {# more public places}}. It still works, for whoever has found it: revoke it now.',
    "again.steps.remove": "Take the token out of the places where it was found, if you can, and out of their history.",
    "again.reason":
      "{source} reported the token again. We tell you of further places at growing intervals, because the token is yours. Of the token we store a keyed fingerprint, never the token itself.",

    "many.subject": "[{product}] {count, plural, one {# of your tokens was} other {# of your tokens were}} found in public",
    "many.opening":
      "{count, plural, one {# of your {product} tokens was} other {# of your {product} tokens were}} found in public. Below is what became of each.",
    "many.state": "What happened",
    "many.steps.replace":
      "Make new tokens where you made the old ones, and put them wherever those were in use. Begin with those that still work, and revoke them.",
    "many.reason":
      "The tokens were reported to us. We proved that each of them is genuine and tell you because they are yours. Of a token we store a keyed fingerprint, never the token itself.",

    "state.revoked": "revoked on {at}",
    "state.suspended": "suspended on {at}",
    "state.pending": "could not be revoked yet; still works",
    "state.exposed": "still works",
    "state.harmless": "an expired copy; the token still works",
    "state.again": "found again; revoked before",
    "state.restored": "works again: it was a false alarm",

    "admin.subject": '[{product}] An administrator revoked your token "{name}"',
    "admin.subject.short": '[{product}] Administrator revoked "{name}"',
    "admin.opening": 'An administrator of {product} revoked your token "{name}" on {at}. It no longer works.',
    "admin.given": "The reason given: {reason}",
    "admin.reason":
      "An administrator of {product} decided this, and we tell you because the token is yours. Of the token we store a keyed fingerprint, never the token itself.",

    "restored.subject": '[{product}] Your token "{name}" works again',
    "restored.subject.short": '[{product}] Token "{name}" works again',
    "restored.opening":
      'Your {product} token "{name}" works again. We had revoked it after a report that turned out to be wrong. We are sorry for the trouble.',
    "restored.steps.check": "Check that whatever uses the token works again.",
    "restored.steps.extra": "If you have made a new token meanwhile, revoke the one you do not need.",
    "restored.reason":
      "We told you when the token was revoked, and tell you now how that ended. Of the token we store a keyed fingerprint, never the token itself.",

    "suspended.subject": '[{product}] We suspended your token "{name}", found in public',
    "suspended.subject.short": '[{product}] Token "{name}" public: suspended',
    "suspended.opening": 'Your {product} token "{name}" was found in public. We suspended it on {at}: for now it does not work.',
    "suspended.until":
      "Confirm within {days, plural, one {# day} other {# days}}, by {until}, whether the report is right. If nobody says that it is wrong, we revoke the token for good then.",
    "suspended.open": "It stays suspended until a person decides. Confirm whether the report is right.",
    "suspended.steps.confirm":
      "Tell us whether the report is right: a token that is public has to go, and one that is not can be given back.",
    "suspended.reason":
      "{source} reported the token to us. We proved that it is genuine, suspended it, and tell you because it is yours. Of the token we store a keyed fingerprint, never the token itself.",

    "test.subject": "[{product}] Test message",
    "test.opening": "This is a test message: mails of {product} reach you.",
    "test.nothing": "Nothing was found and nothing was revoked. You need not do anything.",
    "test.reason": "Somebody who runs {product} asked for this message.",

    "unreachable.subject": '[{product}] The owner of token "{name}" cannot be reached',
    "unreachable.subject.short": '[{product}] Owner of "{name}" not reached',
    "unreachable.opening":
      'The {product} token "{name}" was found in public, and no address of its owner takes our mail. The case waits for a person.',
    "unreachable.last": "What came of it last: {reason}",
    "unreachable.steps.find": "Find another way to tell the owner.",
    "unreachable.steps.close": "Then close the case.",
    "unreachable.reason": "You get this because this address is the one for those who run {product}.",

    "brief.note":
      "This message is short because this address was never confirmed. Sign in to {product} the way you always do to learn more.",
    "page.link": "See the whole case and answer: {link}",

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
    "steps.replace": "Make a new token where you made the old one, and put it wherever the old one was in use.",
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
      "To check that this mail is real, you need not click anything in it: turn to the people who run {product} in a way you already know, and name the case. We never ask for a password or a token.",

    "signature.plain": "Sent automatically.",
    "signature.automatic": "Sent automatically, because your account is affected.",

    "page.promise": "Opening this page changed nothing. It shows this one case, and never the token.",
    "page.until": "This page can be opened until {at}.",
    "page.timeline": "What happened",
    "page.event.reported": "reported by {source}",
    "page.event.again": "reported again",
    "page.event.postponed": "could not be revoked yet",
    "page.event.revoked": "revoked",
    "page.event.suspended": "suspended",
    "page.event.restored": "works again",
    "page.event.mailed": "a mail was sent",
    "page.event.answered": "answered on this page",
    "page.event.closed": "case closed",
    "page.ask": "Your answer",
    "page.answer.replaced": "I replaced it",
    "page.answer.not_me": "I did not publish this",
    "page.answer.false_positive": "This is a false positive",
    "page.answered": "Your answer of {at}: {answer}.",
    "page.gone": "This link has expired, or was not copied whole.",
    "page.gone.help": "Turn to the people who run {product} and name the case.",
  },
} as const;

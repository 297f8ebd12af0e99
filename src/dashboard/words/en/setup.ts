/** Settings, the checklist, and what empty pages offer. */
export const setup = {
  "nav.settings": "Settings",
  "nav.setup": "Checklist",
  "settings.title": "Settings",
  "settings.about":
    "What is in force, as \u201Ctokenward config\u201D shows it. It is changed in the environment of the service and read at its start. Secrets are never shown.",
  "settings.name": "Variable",
  "settings.value": "Value",
  "settings.origin": "From",
  "settings.origin.environment": "environment",
  "settings.origin.file": "a file",
  "settings.origin.default": "default",
  "settings.notSet": "not set: {otherwise}",
  "settings.secretSet": "set, and not shown",
  "settings.file": "The configuration file",
  "settings.section": "Section",
  "settings.entries": "Entries",
  "settings.noFile": "No configuration file is named, or it is empty.",

  "setup.title": "Checklist",
  "setup.about":
    "Whether everything that this installation needs is there: what \u201Ctokenward doctor\u201D looks at, and two tests of the whole way.",
  "setup.look": "Look at everything",
  "setup.lookAbout":
    "Asks the database, the queue, issuers, the mail relay, the identity provider and the keys of all sources. It changes nothing.",
  "setup.found": "What was found",
  "setup.part": "Part",
  "setup.verdict": "Verdict",
  "setup.finding": "Finding",
  "setup.todo": "What to do",
  "setup.ok": "well",
  "setup.warning": "worth a look",
  "setup.failed": "failed",
  "setup.skipped": "not looked at",
  "setup.sum":
    "{failed, plural, =0 {Nothing failed} one {# part failed} other {# parts failed}}; {warning, plural, =0 {nothing else needs a look} one {# is worth a look} other {# are worth a look}}.",
  "setup.address": "Your mail address",
  "setup.mail": "Send a test mail",
  "setup.mailAbout": "A test message, by the way that mails to owners go.",
  "setup.mailSent": "The relay took it: {response}",
  "setup.alert": "Send a test alert",
  "setup.alertAbout":
    "Mints a token of the built-in issuer that is yours, hands it in as leaked, and shows what becomes of it: it should be revoked within a second, and a mail should tell you. What a source signs is not tested by it: that its keys can be had is a part of the list above.",
  "setup.cli": "Signed as a code host would sign it: ",
  "done.alert_sent": "The test alert is on its way. Reload until it is here.",
  "offer.about": "See that all of it works:",
  "offer.link": "send a test alert",
} as const;

import type { Translated } from "../catalogue.ts";
import type { incidents as english } from "../en/incidents.ts";

export const incidents: Translated<typeof english> = {
  "home.title": "Zu bearbeiten",
  "home.numbers": "Auf einen Blick",
  "home.attention": "zu bearbeiten",
  "home.revoking": "werden widerrufen",
  "home.mails": "Mails unterwegs",
  "home.today": "in 24 Stunden gemeldet",
  "home.givenUp":
    "{count, plural, one {# Lieferung konnte nicht verarbeitet werden und wurde} other {# Lieferungen konnten nicht verarbeitet werden und wurden}} aufgegeben.",
  "home.caption": "Was auf einen Menschen wartet, Neuestes zuerst",
  "home.empty":
    "Nichts ist von Hand zu bearbeiten. Hier stünde, was nicht widerrufen werden konnte, wessen Inhaber nicht erreicht wurde und was eine Richtlinie Ihnen überlässt.",
  "home.lastReport": "Letzte Meldung: {ago}",
  "home.noReport": "Noch ist keine Meldung eingegangen.",
  "home.why": "Warum",

  "incidents.title": "Fälle",
  "incidents.caption": "Fälle, neueste zuerst",
  "incidents.token": "Token",
  "incidents.owner": "Inhaber",
  "incidents.noOwner": "niemand bekannt",
  "incidents.state": "Status",
  "incidents.verdict": "Befund",
  "incidents.source": "Quelle",
  "incidents.places": "Orte",
  "incidents.reported": "Gemeldet",
  "incidents.empty": "Kein Fall passt. Einer erscheint, sobald eine Quelle ein Token bekannten Formats meldet.",
  "incidents.clear": "Alle zeigen",
  "incidents.older": "Ältere",
  "incidents.emptySoFar": "Von den durchgesehenen passt keiner.",
  "incidents.lookedThrough": "{count, number} Fälle wurden durchgesehen, und es gibt ältere. Diese Seite reicht zurück bis",
  "incidents.lookOn": "Weiter zurück suchen",
  "incidents.newest": "Neueste",
  "incidents.pages": "Blättern",

  "search.label": "Suche",
  "search.button": "Suchen",
  "search.any": "alle",
  "search.help": "So wird gesucht",
  "search.intro":
    "Begriffe mit Leerzeichen dazwischen, die alle zutreffen müssen. Werte mit Leerzeichen stehen in Anführungszeichen. Die Menüs schreiben dieselben Begriffe.",
  "search.term": "Begriff",
  "search.allowed": "Werte",
  "search.anyText": "beliebiger Text",

  "key.state": "Status",
  "key.verdict": "Befund",
  "key.format": "Format",
  "key.issuer": "Aussteller",
  "key.source": "Quelle",

  "state.received": "erfasst",
  "state.revoking": "wird widerrufen",
  "state.revoked": "widerrufen",
  "state.dismissed": "verworfen",
  "state.needs_attention": "zu bearbeiten",
  "state.closed": "geschlossen",

  "verdict.genuine": "echt",
  "verdict.forged": "gefälscht",
  "verdict.unknown": "unbekannt",
  "verdict.inactive": "wirkungslos",

  "nav.check": "Tokens prüfen",
  "check.title": "Tokens prüfen",
  "check.paste": "Tokens, mit allem, was darum herum steht",
  "check.about": "Sie werden nachgeschlagen und nicht gespeichert. Widerrufen wird erst, wenn Sie es auf der nächsten Seite sagen.",
  "check.button": "Nachschlagen",
  "check.found":
    "{count, plural, one {# Token} other {# Tokens}} gefunden, {live, plural, one {# davon funktioniert} other {# davon funktionieren}}",
  "check.nothing": "Darin ist kein Token bekannten Formats.",
  "check.undecided": "sein Aussteller konnte nicht gefragt werden",
  "check.incident": "Fall",
  "check.unreported": "nie gemeldet",
  "check.cannot": "nichts zu widerrufen",
  "check.limit": "Nur die ersten {limit} werden gezeigt.",
  "check.effect":
    "Was angekreuzt ist, wird eingereicht: Die Richtlinien entscheiden wie bei jeder Meldung; was echt ist, wird widerrufen, und der Inhaber erfährt es.",
  "check.revoke": "Angekreuzte widerrufen",
  "check.again": "Andere prüfen",
  "check.none": "Nichts ist angekreuzt.",

  "done.handed_in": "Die Tokens sind eingereicht; was echt ist, wird widerrufen.",
};

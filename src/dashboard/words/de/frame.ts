import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "Zustand",
  "nav.home": "Zu bearbeiten",
  "nav.endpoints": "Endpunkte",
  "nav.label": "Seiten",
  "nav.incidents": "Fälle",
  "nav.audit": "Prüfprotokoll",
  "nav.sessions": "Sitzungen",
  "nav.more": "Mehr",
  "nav.group.work": "Arbeit",
  "nav.group.records": "Was kam und ging",
  "nav.group.health": "Wie es läuft",
  "nav.group.settings": "Einrichtung",
  "nav.skip": "Zum Inhalt",
  "nav.signOut": "Abmelden",
  "nav.signedInAs": "Angemeldet als",

  "language.title": "Sprache",
  "language.auto": "Wie der Browser",

  "theme.change": "Farben: {theme, select, auto {wie das System} light {hell} other {dunkel}}. Ändern",

  "role.viewer": "Ansicht",
  "role.responder": "Bearbeitung",
  "role.admin": "Administration",
  "role.auditor": "Revision",

  "done.session_ended": "Die Sitzung ist beendet.",
  "done.signed_out": "Sie sind abgemeldet.",

  "signIn.title": "Anmelden",
  "signIn.provider": "Über Ihre Organisation anmelden",
  "signIn.again": "Bestätigen, wer Sie sind",
  "signIn.againAbout":
    "Was Sie vorhaben, ändert vieles auf einmal; deshalb müssen Sie sich in den letzten {minutes} Minuten ausgewiesen haben.",
  "signIn.againByLink": "Erstellen Sie einen neuen Link, melden Sie sich damit an und wiederholen Sie es:",
  "signIn.byLink": "Wer Zugang zur Maschine hat, erstellt einen Link, der Sie einmal anmeldet:",
  "signIn.noWay": "Anmeldelinks sind abgeschaltet, und es ist kein Identitätsanbieter eingerichtet.",
  "signIn.link.title": "Am Dashboard anmelden",
  "signIn.link.about": "Dieser Link gilt einmal. Es geschieht nichts, bis Sie die Schaltfläche drücken.",
  "signIn.link.button": "Anmelden",

  "sessions.title": "Sitzungen",
  "sessions.caption": "Wer angemeldet ist",
  "sessions.who": "Wer",
  "sessions.role": "Rolle",
  "sessions.browser": "Browser",
  "sessions.started": "Angemeldet",
  "sessions.seen": "Zuletzt benutzt",
  "sessions.act": "Aktion",
  "sessions.end": "Beenden",
  "sessions.endOf": "Sitzung von {name} beenden",
  "sessions.own": "diese hier",

  "failure.title": "Das hat nicht geklappt",
  "failure.notFound": "Hier ist nichts",
  "failure.forbidden": "Das dürfen Sie nicht",
  "failure.unavailable": "Jetzt nicht",
  "failure.internal": "Ein unerwarteter Fehler bei uns",
  "failure.request": "Wer diese Installation betreut, findet es im Log unter dieser ID:",
  "failure.home": "Zur ersten Seite",
  "failure.role": "Ihre Rolle ist {role}; dies ist für: {roles}.",

  "time.now": "gerade eben",
  "time.never": "nie",
};

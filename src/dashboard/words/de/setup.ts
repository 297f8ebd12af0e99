import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "Einstellungen",
  "nav.setup": "Checkliste",
  "settings.title": "Einstellungen",
  "settings.about":
    "Was gilt, wie „tokenward config“ es zeigt. Geändert wird es in der Umgebung des Dienstes, gelesen bei seinem Start. Geheimnisse werden nie gezeigt.",
  "settings.name": "Variable",
  "settings.value": "Wert",
  "settings.origin": "Aus",
  "settings.origin.environment": "Umgebung",
  "settings.origin.file": "einer Datei",
  "settings.origin.default": "Vorgabe",
  "settings.notSet": "nicht gesetzt: {otherwise}",
  "settings.secretSet": "gesetzt und nicht gezeigt",
  "settings.file": "Die Konfigurationsdatei",
  "settings.section": "Abschnitt",
  "settings.entries": "Einträge",
  "settings.noFile": "Es ist keine Konfigurationsdatei genannt, oder sie ist leer.",

  "setup.title": "Checkliste",
  "setup.about": "Ob alles da ist, was diese Installation braucht: was „tokenward doctor“ ansieht, und zwei Tests des ganzen Weges.",
  "setup.look": "Alles ansehen",
  "setup.lookAbout":
    "Fragt die Datenbank, die Warteschlange, Aussteller, das Mail-Relay, den Identitätsanbieter und die Schlüssel aller Quellen. Es ändert nichts.",
  "setup.found": "Was sich ergab",
  "setup.part": "Teil",
  "setup.verdict": "Befund",
  "setup.finding": "Feststellung",
  "setup.todo": "Was zu tun ist",
  "setup.ok": "gut",
  "setup.warning": "ansehen",
  "setup.failed": "fehlgeschlagen",
  "setup.skipped": "nicht angesehen",
  "setup.sum":
    "{failed, plural, =0 {Nichts ist fehlgeschlagen} one {# Teil ist fehlgeschlagen} other {# Teile sind fehlgeschlagen}}; {warning, plural, =0 {sonst ist nichts anzusehen} one {# ist anzusehen} other {# sind anzusehen}}.",
  "setup.address": "Ihre Mailadresse",
  "setup.mail": "Testmail senden",
  "setup.mailAbout": "Eine Testnachricht auf dem Weg, den Mails an Inhaber nehmen.",
  "setup.mailSent": "Das Relay hat sie angenommen: {response}",
  "setup.alert": "Testalarm senden",
  "setup.alertAbout":
    "Erstellt ein Token des eingebauten Ausstellers, das Ihnen gehört, reicht es als öffentlich ein und zeigt, was daraus wird: Es sollte innerhalb einer Sekunde widerrufen sein, und eine Mail sollte es Ihnen mitteilen. Was eine Quelle signiert, wird damit nicht getestet: Ob ihre Schlüssel zu haben sind, gehört zur Liste oben.",
  "setup.cli": "Signiert, wie ein Code-Host es signieren würde: ",
  "done.alert_sent": "Der Testalarm ist unterwegs. Laden Sie neu, bis er da ist.",
  "offer.about": "Sehen Sie, dass alles funktioniert:",
  "offer.link": "Testalarm senden",
  "offer.last": "Zuletzt:",
};

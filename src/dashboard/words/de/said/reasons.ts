import type { Translated } from "../../catalogue.ts";
import type { reasons as english } from "../../en/said/reasons.ts";

export const reasons: Translated<typeof english> = {
  "said.there is nothing at this address": "unter dieser Adresse gibt es nichts",
  "said.this address does not take this method": "diese Adresse nimmt diese Methode nicht an",
  "said.an unexpected error on our side": "ein unerwarteter Fehler bei uns",
  "said.more requests came from here than are taken; try again later":
    "von hier kamen mehr Anfragen, als angenommen werden; versuchen Sie es später erneut",
  "said.this did not come from a page of this dashboard; open the page again and repeat it there":
    "das kam nicht von einer Seite dieses Dashboards; öffnen Sie die Seite neu und wiederholen Sie es dort",
  "said.this link was used already, or its 15 minutes are over; ask for another":
    "dieser Link wurde schon benutzt, oder seine 15 Minuten sind um; bitten Sie um einen neuen",
  "said.this sign-in was not begun in this browser, or took too long; sign in again":
    "diese Anmeldung wurde nicht in diesem Browser begonnen oder dauerte zu lange; melden Sie sich erneut an",
  "said.the identity provider cannot be reached; try again later":
    "der Identitätsanbieter ist nicht erreichbar; versuchen Sie es später erneut",
  "said.the identity provider did not vouch for you; sign in again":
    "der Identitätsanbieter hat sich nicht für Sie verbürgt; melden Sie sich erneut an",
  "said.these tokens were pasted in another session; paste them again":
    "diese Tokens wurden in einer anderen Sitzung eingefügt; fügen Sie sie erneut ein",
  "said.there is no such session; it may have ended by itself": "diese Sitzung gibt es nicht; vielleicht endete sie von selbst",
  "said.there is no such view, or it is not shared with you": "diese Ansicht gibt es nicht, oder sie ist nicht mit Ihnen geteilt",
  "said.there is no incident with this id": "es gibt keinen Fall mit dieser ID",
  "said.there is no delivery with this id": "es gibt keine Lieferung mit dieser ID",
  "said.there is no mail with this id": "es gibt keine Mail mit dieser ID",
  "said.there is no bulk job with this id": "es gibt keinen Sammelauftrag mit dieser ID",

  "said.nothing of this id was given up; it may have been tried again already":
    "nichts mit dieser ID wurde aufgegeben; vielleicht wird es schon erneut versucht",
  "said.nothing of this incident was given up, so there is nothing to try again":
    "zu diesem Fall wurde nichts aufgegeben, also gibt es nichts erneut zu versuchen",
  "said.the token is being revoked right now; try again": "das Token wird gerade widerrufen; versuchen Sie es erneut",
  "said.the token's issuer can revoke only what it is shown, and the token itself was not kept":
    "der Aussteller des Tokens kann nur widerrufen, was ihm gezeigt wird, und das Token selbst wurde nicht behalten",
  "said.no issuer knows this token, so there is nothing to revoke": "kein Aussteller kennt dieses Token, also gibt es nichts zu widerrufen",
  "said.the token is only suspended: revoke or restore it first":
    "das Token ist nur vorläufig gesperrt: Widerrufen Sie es zuerst, oder stellen Sie es wieder her",
  "said.the token's issuer cannot restore tokens": "der Aussteller des Tokens kann keine Tokens wiederherstellen",
  "said.the token is dead: there is no risk to accept": "das Token funktioniert nicht mehr: Es gibt kein Risiko anzunehmen",
  "said.nobody asks to accept the risk any more": "niemand bittet mehr darum, das Risiko anzunehmen",
  "said.another person than who asks has to accept a risk": "ein Risiko muss jemand anderes annehmen als die Person, die darum bittet",
  "said.the mail is on its way already": "die Mail ist schon unterwegs",
  "said.no mail may go to this address; release the address first":
    "an diese Adresse darf keine Mail gehen; geben Sie erst die Adresse frei",
  "said.what the mail says is not true any more": "was die Mail sagt, stimmt nicht mehr",

  "said.it is being revoked": "wird schon widerrufen",
  "said.it is revoked": "ist widerrufen",
  "said.it is closed": "ist geschlossen",
  "said.no notice of it is held back": "dazu wird keine Nachricht zurückgehalten",
  "said.it is forged: nobody has shown to hold its token": "gefälscht: Niemand hat gezeigt, dass er das Token hat",
  "said.its token is not revoked yet": "das Token ist noch nicht widerrufen",
  "said.no incident is picked by it": "damit wird kein Fall ausgewählt",
  "said.as things are, it would do nothing": "so wie es steht, täte er nichts",
  "said.nothing of it failed": "nichts davon ist fehlgeschlagen",
  "said.nobody of this job is left to be told": "von diesem Auftrag ist niemand mehr zu benachrichtigen",
  "said.only its author starts a bulk job; another person may approve it":
    "einen Sammelauftrag startet nur, wer ihn entworfen hat; jemand anderes kann ihn freigeben",
  "said.another person than its author has to approve a bulk job":
    "einen Sammelauftrag muss jemand anderes freigeben als die Person, die ihn entworfen hat",

  "said.reopened": "wieder geöffnet",
  "said.owner unreachable": "Inhaber nicht erreichbar",
  "said.the issuer knows no mail address": "der Aussteller kennt keine Mailadresse",
  "said.its issuer knows no address of its owner": "der Aussteller kennt keine Adresse des Inhabers",
  "said.the owner's mail was given up": "die Mail an den Inhaber wurde aufgegeben",
  "said.too many attempts ended without an outcome": "zu viele Versuche endeten ohne Ergebnis",
  "said.its issuer is not configured any more": "der Aussteller ist nicht mehr eingerichtet",
  "said.its issuer gave no answer for this token": "der Aussteller gab zu diesem Token keine Antwort",
  "said.its issuer cannot suspend tokens any more": "der Aussteller kann Tokens nicht mehr vorläufig sperren",
  "said.its issuer can revoke only what it is shown, and the token itself was not kept":
    "der Aussteller kann nur widerrufen, was ihm gezeigt wird, und das Token selbst wurde nicht behalten",

  "said.a person switched it off": "jemand hat ihn abgeschaltet",
  "said.no issuer knows this token": "kein Aussteller kennt dieses Token",
  "said.its issuer knows it by its text, which was not kept: whoever has the token can look it up":
    "der Aussteller kennt es nur an seinem Text, der nicht behalten wurde: Wer das Token hat, kann es nachschlagen",
  "said.there is no such place of this incident": "zu diesem Fall gibt es keinen solchen Ort",
  "said.this place has no address that may be opened": "dieser Ort hat keine Adresse, die geöffnet werden darf",
  "said.the token's issuer can restore only what it is shown, and the token itself was not kept":
    "der Aussteller kann nur wiederherstellen, was ihm gezeigt wird, und das Token selbst wurde nicht behalten",

  "said.Web": "Web",
  "said.Dashboard": "Dashboard",
  "said.Storage": "Speicher",
  "said.Secrets": "Geheimnisse",
  "said.Mail": "Mail",
  "said.Tokens": "Tokens",
  "said.Sources": "Quellen",
  "said.Other code hosts": "Andere Code-Hosts",
  "said.Messages to other systems": "Nachrichten an andere Systeme",
  "said.Reading from code hosts": "Lesen bei Code-Hosts",
  "said.Process": "Prozess",

  "said.exact": "genau dieses Token",
  "said.attenuated": "eine eingeschränkte Kopie",
  "said.normalised": "dasselbe Token in anderer Schreibweise",
  "said.truncated": "eine gekürzte Kopie",
  "said.no_such_token": "dieses Token gibt es nicht",
  "said.issuer_decides": "das entscheidet der Aussteller",
  "said.bad_signature": "die Signatur stimmt nicht",
  "said.revoked": "widerrufen",
  "said.expired": "abgelaufen",
  "said.expired_copy": "eine abgelaufene Kopie",
};

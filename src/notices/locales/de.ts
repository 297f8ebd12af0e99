import type { Catalogue } from "../catalogue.ts";

/** German. */
export const de: Catalogue = {
  language: "de",
  dir: "ltr",
  messages: {
    "revoked.subject": "[{product}] Wir haben Ihr Token „{name}“ widerrufen: Es war öffentlich",
    "revoked.subject.short": "[{product}] Öffentliches Token „{name}“ widerrufen",
    "revoked.opening":
      "Ihr {product}-Token „{name}“ wurde öffentlich gefunden und funktioniert nicht mehr: Wir haben es am {at} widerrufen.",
    "revoked.attenuated":
      "Die gefundene Kopie war zusätzlich eingeschränkt. Wir haben das Token widerrufen, aus dem sie gemacht war, und damit jede Kopie davon.",

    "harmless.subject": "[{product}] Abgelaufene Kopie Ihres Tokens „{name}“ öffentlich gefunden",
    "harmless.subject.short": "[{product}] Abgelaufene Kopie von „{name}“ gefunden",
    "harmless.opening":
      "Eine Kopie Ihres {product}-Tokens „{name}“ wurde öffentlich gefunden. Diese Kopie war abgelaufen und ist für niemanden brauchbar; Ihr Token wurde deshalb nicht widerrufen und funktioniert weiter.",
    "harmless.steps.look":
      "Finden Sie heraus, wer diese Kopie hatte und wie sie öffentlich wurde: Wer eine abgelaufene Kopie veröffentlicht, hat vielleicht auch eine gültige.",
    "harmless.steps.replace":
      "Falls auch das Token selbst gesehen worden sein könnte, erstellen Sie dort, wo Sie dieses erstellt haben, ein neues und widerrufen Sie dieses.",
    "harmless.reason":
      "{source} hat uns die Kopie gemeldet. Wir haben geprüft, dass sie aus Ihrem Token gemacht war und ihre eigene Frist abgelaufen ist, und schreiben Ihnen, weil das Token Ihnen gehört. Von der Kopie speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie die Kopie selbst.",

    "exposed.subject": "[{product}] Ihr Token „{name}“ ist öffentlich und funktioniert noch",
    "exposed.subject.short": "[{product}] Ihr Token „{name}“ ist öffentlich",
    "exposed.opening":
      "Ihr {product}-Token „{name}“ wurde öffentlich gefunden. Es funktioniert noch, für jeden, der es gefunden hat: Widerrufen Sie es jetzt.",
    "exposed.steps.revoke": "Widerrufen Sie das Token. Niemand hat das für Sie getan.",
    "exposed.reason":
      "{source} hat uns das Token gemeldet. Wir haben geprüft, dass es echt ist, und schreiben Ihnen, weil es Ihnen gehört. Vom Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "pending.subject": "[{product}] Ihr Token „{name}“ ist öffentlich und noch nicht widerrufen",
    "pending.subject.short": "[{product}] Token „{name}“ noch nicht widerrufen",
    "pending.opening":
      "Ihr {product}-Token „{name}“ wurde öffentlich gefunden. Wir konnten es noch nicht widerrufen und versuchen es weiter; bis dahin funktioniert es für jeden, der es gefunden hat.",
    "pending.steps.revoke": "Widerrufen Sie das Token nach Möglichkeit selbst, dort, wo Sie es erstellt haben.",

    "again.subject": "[{product}] Ihr Token „{name}“ wurde erneut öffentlich gefunden",
    "again.subject.short": "[{product}] Token „{name}“ erneut gefunden",
    "again.opening.revoked":
      "Ihr {product}-Token „{name}“ wurde an {count, plural, one {# weiteren öffentlichen Ort} other {# weiteren öffentlichen Orten}} gefunden. Es funktioniert seit dem {at} nicht mehr: Zu widerrufen ist nichts mehr.",
    "again.opening.alive":
      "Ihr {product}-Token „{name}“ wurde an {count, plural, one {# weiteren öffentlichen Ort} other {# weiteren öffentlichen Orten}} gefunden. Es funktioniert noch, für jeden, der es gefunden hat: Widerrufen Sie es jetzt.",
    "again.steps.remove": "Entfernen Sie das Token nach Möglichkeit von den Orten, an denen es gefunden wurde, und aus deren Verlauf.",
    "again.reason":
      "{source} hat uns das Token erneut gemeldet. Von weiteren Orten berichten wir in wachsenden Abständen, weil das Token Ihnen gehört. Vom Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "many.subject": "[{product}] {count, plural, one {# Ihrer Tokens wurde} other {# Ihrer Tokens wurden}} öffentlich gefunden",
    "many.opening":
      "{count, plural, one {# Ihrer {product}-Tokens wurde} other {# Ihrer {product}-Tokens wurden}} öffentlich gefunden. Was aus jedem geworden ist, steht unten.",
    "many.state": "Was geschah",
    "many.steps.replace":
      "Erstellen Sie dort, wo Sie die alten Tokens erstellt haben, neue und setzen Sie sie überall ein, wo die alten benutzt wurden. Beginnen Sie mit denen, die noch funktionieren, und widerrufen Sie diese.",
    "many.reason":
      "Die Tokens wurden uns gemeldet. Wir haben geprüft, dass jedes echt ist, und schreiben Ihnen, weil sie Ihnen gehören. Von einem Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "state.revoked": "widerrufen am {at}",
    "state.suspended": "vorläufig gesperrt am {at}",
    "state.pending": "noch nicht widerrufen; funktioniert noch",
    "state.exposed": "funktioniert noch",
    "state.harmless": "eine abgelaufene Kopie; das Token funktioniert noch",
    "state.again": "erneut gefunden; schon widerrufen",
    "state.restored": "funktioniert wieder: Es war ein Fehlalarm",

    "admin.subject": "[{product}] Ihr Token „{name}“ wurde vom Administrationsteam widerrufen",
    "admin.subject.short": "[{product}] Administrationsteam hat „{name}“ widerrufen",
    "admin.opening": "Das Administrationsteam von {product} hat Ihr Token „{name}“ am {at} widerrufen. Es funktioniert nicht mehr.",
    "admin.given": "Der angegebene Grund: {reason}",
    "admin.reason":
      "Das Administrationsteam von {product} hat das entschieden, und wir schreiben Ihnen, weil das Token Ihnen gehört. Vom Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "restored.subject": "[{product}] Ihr Token „{name}“ funktioniert wieder",
    "restored.subject.short": "[{product}] Token „{name}“ funktioniert wieder",
    "restored.opening":
      "Ihr {product}-Token „{name}“ funktioniert wieder. Wir hatten es nach einer Meldung widerrufen, die sich als falsch erwiesen hat. Wir bitten um Entschuldigung.",
    "restored.steps.check": "Prüfen Sie, ob alles, was das Token benutzt, wieder funktioniert.",
    "restored.steps.extra": "Falls Sie inzwischen ein neues Token erstellt haben, widerrufen Sie das, das Sie nicht brauchen.",
    "restored.reason":
      "Wir haben Ihnen geschrieben, als das Token widerrufen wurde, und schreiben Ihnen nun, wie es ausgegangen ist. Vom Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "suspended.subject": "[{product}] Wir haben Ihr öffentliches Token „{name}“ vorläufig gesperrt",
    "suspended.subject.short": "[{product}] Öffentliches Token „{name}“ gesperrt",
    "suspended.opening":
      "Ihr {product}-Token „{name}“ wurde öffentlich gefunden. Wir haben es am {at} vorläufig gesperrt: Vorerst funktioniert es nicht.",
    "suspended.until":
      "Bestätigen Sie innerhalb von {days, plural, one {# Tag} other {# Tagen}}, bis {until}, ob die Meldung stimmt. Wenn niemand widerspricht, widerrufen wir das Token dann endgültig.",
    "suspended.open": "Es bleibt gesperrt, bis ein Mensch entscheidet. Bestätigen Sie, ob die Meldung stimmt.",
    "suspended.steps.confirm": "Sagen Sie uns, ob die Meldung stimmt: Ein öffentliches Token muss weg, ein anderes können wir zurückgeben.",
    "suspended.reason":
      "{source} hat uns das Token gemeldet. Wir haben geprüft, dass es echt ist, es vorläufig gesperrt und schreiben Ihnen, weil es Ihnen gehört. Vom Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",

    "test.subject": "[{product}] Testnachricht",
    "test.opening": "Dies ist eine Testnachricht: Nachrichten von {product} erreichen Sie.",
    "test.nothing": "Es wurde nichts gefunden und nichts widerrufen. Sie müssen nichts tun.",
    "test.reason": "Jemand, der {product} betreibt, hat um diese Nachricht gebeten.",

    "unreachable.subject": "[{product}] Inhaber des Tokens „{name}“ ist nicht erreichbar",
    "unreachable.subject.short": "[{product}] Inhaber von „{name}“ nicht erreichbar",
    "unreachable.opening":
      "Das {product}-Token „{name}“ wurde öffentlich gefunden, und keine Adresse des Inhabers nimmt unsere Nachricht an. Der Fall muss von Hand bearbeitet werden.",
    "unreachable.last": "Das letzte Ergebnis: {reason}",
    "unreachable.steps.find": "Finden Sie einen anderen Weg, den Inhaber zu benachrichtigen.",
    "unreachable.steps.close": "Schließen Sie dann den Fall.",
    "unreachable.reason": "Sie bekommen dies, weil diese Adresse den Betreibern von {product} gehört.",

    "brief.note":
      "Diese Nachricht ist kurz, weil diese Adresse nie bestätigt wurde. Melden Sie sich wie gewohnt bei {product} an, um mehr zu erfahren.",
    "page.link": "Den ganzen Fall ansehen und antworten: {link}",

    "facts.caption": "Was gefunden wurde",
    "facts.token": "Token",
    "facts.id": "Token-ID",
    "facts.hint": "Sieht aus wie",
    "facts.account": "Konto",
    "facts.created": "Erstellt",
    "facts.used": "Zuletzt benutzt",
    "facts.used.unknown": "keine Benutzung bekannt",
    "facts.expires": "Würde ablaufen",
    "facts.scopes": "Berechtigung",
    "facts.scopes.more": "und {count} weitere",
    "facts.found": "Gefunden",
    "facts.found.kind": "{where} ({kind})",
    "facts.found.unknown": "Der Ort wurde uns nicht genannt.",
    "facts.found.others": "und {count, plural, one {an # weiteren Ort} other {an # weiteren Orten}}",
    "facts.reporter": "Gemeldet von",
    "facts.seen": "Zuerst gemeldet",
    "facts.case": "Fall",

    "steps.heading": "Was Sie jetzt tun sollten",
    "steps.replace":
      "Erstellen Sie dort, wo Sie das alte Token erstellt haben, ein neues und setzen Sie es überall ein, wo das alte benutzt wurde.",
    "steps.prevent":
      "Finden Sie heraus, wie das alte öffentlich wurde, damit es dem neuen nicht ebenso geht. Bewahren Sie Tokens in einem Geheimnisspeicher auf, nicht in Dateien, die geteilt oder eingecheckt werden.",
    "steps.review": "Sehen Sie nach, was Ihr Konto in letzter Zeit getan hat, und machen Sie rückgängig, was nicht von Ihnen kommt.",

    "use.heading": "Wurde es benutzt?",
    "use.unknown": "Über die Benutzung dieses Tokens liegt uns nichts vor. Das heißt nicht, dass es niemand benutzt hat.",
    "use.before":
      "Es wurde zuletzt am {used} benutzt, bevor es uns am {seen} zum ersten Mal gemeldet wurde. Es kann schon vorher öffentlich gewesen sein: Wenn diese Benutzung nicht von Ihnen kam, hatte jemand anderes das Token.",
    "use.after":
      "Es wurde zuletzt am {used} benutzt, nachdem es uns am {seen} zum ersten Mal gemeldet wurde. Wenn diese Benutzung nicht von Ihnen kam, hatte jemand anderes das Token: Beginnen Sie dann mit dem dritten Schritt.",

    "stranger.heading": "Falls Sie das nicht veröffentlicht haben",
    "stranger.recover":
      "Dann hatte jemand anderes Ihr Token. Ändern Sie Ihr Passwort und prüfen Sie Ihre letzten Anmeldungen und Ihre übrigen Tokens auf solche, die Sie nicht kennen.",
    "stranger.contact": "Wenn Sie Hilfe brauchen, schreiben Sie an {address} und nennen Sie den Fall.",
    "stranger.contact.unknown": "Wenn Sie Hilfe brauchen, wenden Sie sich an die Betreiber von {product} und nennen Sie den Fall.",

    "why.heading": "Warum Sie diese Nachricht bekommen",
    "why.reason":
      "{source} hat uns das Token gemeldet. Wir haben geprüft, dass es echt ist, es widerrufen und schreiben Ihnen, weil es Ihnen gehört. Von dem Token speichern wir einen mit einem Schlüssel gebildeten Fingerabdruck, nie das Token selbst.",
    "why.check":
      "Um zu prüfen, ob diese Nachricht echt ist, müssen Sie nichts darin anklicken: Wenden Sie sich auf einem Weg, den Sie schon kennen, an die Betreiber von {product} und nennen Sie den Fall. Wir fragen nie nach einem Passwort oder einem Token.",

    "signature.plain": "Automatisch gesendet.",
    "signature.automatic": "Automatisch gesendet, weil Ihr Konto betroffen ist.",

    "page.promise": "Das Öffnen dieser Seite hat nichts verändert. Sie zeigt nur diesen Fall und nie das Token.",
    "page.until": "Diese Seite lässt sich bis {at} öffnen.",
    "page.timeline": "Was geschah",
    "page.event.reported": "gemeldet von {source}",
    "page.event.again": "erneut gemeldet",
    "page.event.postponed": "konnte noch nicht widerrufen werden",
    "page.event.revoked": "widerrufen",
    "page.event.suspended": "vorläufig gesperrt",
    "page.event.restored": "funktioniert wieder",
    "page.event.mailed": "eine Nachricht wurde gesendet",
    "page.event.answered": "auf dieser Seite geantwortet",
    "page.event.closed": "Fall geschlossen",
    "page.ask": "Ihre Antwort",
    "page.answer.replaced": "Ich habe es ersetzt",
    "page.answer.not_me": "Ich habe das nicht veröffentlicht",
    "page.answer.false_positive": "Das ist ein Fehlalarm",
    "page.answered": "Ihre Antwort vom {at}: {answer}.",
    "page.gone": "Dieser Link ist abgelaufen oder wurde nicht vollständig kopiert.",
    "page.gone.help": "Wenden Sie sich an die Betreiber von {product} und nennen Sie den Fall.",
  },
};

import type { Catalogue } from "../catalogue.ts";

/** Spanish. */
export const es: Catalogue = {
  language: "es",
  dir: "ltr",
  messages: {
    "revoked.subject": "[{product}] Hemos revocado su token «{name}», hallado en público",
    "revoked.subject.short": "[{product}] Token «{name}» público: revocado",
    "revoked.opening": "Su token de {product} «{name}» se encontró en público y ya no funciona: lo revocamos el {at}.",
    "revoked.attenuated":
      "La copia encontrada estaba restringida aún más. Revocamos el token del que procedía y, con él, todas sus copias.",

    "harmless.subject": "[{product}] Copia caducada de su token «{name}» hallada en público",
    "harmless.subject.short": "[{product}] Copia caducada de «{name}» hallada",
    "harmless.opening":
      "Se encontró en público una copia de su token de {product} «{name}». Esa copia había caducado y nadie puede usarla; por eso su token no se revocó y sigue funcionando.",
    "harmless.steps.look":
      "Averigüe quién tenía esa copia y cómo se hizo pública: quien publica una copia caducada puede tener otra que no lo está.",
    "harmless.steps.replace": "Si también se pudo ver el propio token, cree uno nuevo en el mismo lugar donde creó este y revoque este.",
    "harmless.reason":
      "{source} nos comunicó la copia. Comprobamos que procedía de su token y que sus propios límites habían vencido, y le escribimos porque el token es suyo. De la copia guardamos una huella con clave, nunca la copia misma.",

    "exposed.subject": "[{product}] Su token «{name}» es público y sigue funcionando",
    "exposed.subject.short": "[{product}] Su token «{name}» es público",
    "exposed.opening":
      "Se encontró en público su token de {product} «{name}». Sigue funcionando para quien lo haya encontrado: revóquelo ahora.",
    "exposed.steps.revoke": "Revoque el token. Nadie lo ha hecho por usted.",
    "exposed.reason":
      "{source} nos comunicó el token. Comprobamos que es auténtico y le escribimos porque es suyo. Del token guardamos una huella con clave, nunca el token mismo.",

    "pending.subject": "[{product}] Su token «{name}» es público y aún no está revocado",
    "pending.subject.short": "[{product}] Token «{name}» aún sin revocar",
    "pending.opening":
      "Su token de {product} «{name}» se encontró en público. Aún no hemos podido revocarlo y seguimos intentándolo; hasta entonces funciona para quien lo haya encontrado.",
    "pending.steps.revoke": "Revoque usted mismo el token si puede, en el mismo lugar donde lo creó.",

    "again.subject": "[{product}] Su token «{name}» se encontró de nuevo en público",
    "again.subject.short": "[{product}] Token «{name}» hallado de nuevo",
    "again.opening.revoked":
      "Su token de {product} «{name}» se encontró en {count, plural, one {# lugar público más} other {# lugares públicos más}}. No funciona desde el {at}: no queda nada que revocar.",
    "again.opening.alive":
      "Su token de {product} «{name}» se encontró en {count, plural, one {# lugar público más} other {# lugares públicos más}}. Sigue funcionando para quien lo haya encontrado: revóquelo ahora.",
    "again.steps.remove": "Quite el token de los lugares donde se encontró, si puede, y también de su historial.",
    "again.reason":
      "{source} nos comunicó de nuevo el token. Le informamos de otros lugares a intervalos crecientes, porque el token es suyo. Del token guardamos una huella con clave, nunca el token mismo.",

    "many.subject": "[{product}] {count, plural, one {# de sus tokens se encontró} other {# de sus tokens se encontraron}} en público",
    "many.opening":
      "{count, plural, one {# de sus tokens de {product} se encontró} other {# de sus tokens de {product} se encontraron}} en público. A continuación se indica qué pasó con cada uno.",
    "many.state": "Qué pasó",
    "many.steps.replace":
      "Cree tokens nuevos en el mismo lugar donde creó los anteriores y póngalos dondequiera que se usaban. Empiece por los que siguen funcionando y revóquelos.",
    "many.reason":
      "Los tokens nos fueron comunicados. Comprobamos que cada uno es auténtico y le escribimos porque son suyos. De un token guardamos una huella con clave, nunca el token mismo.",

    "state.revoked": "revocado el {at}",
    "state.suspended": "suspendido el {at}",
    "state.pending": "aún no se pudo revocar; sigue funcionando",
    "state.exposed": "sigue funcionando",
    "state.harmless": "una copia caducada; el token sigue funcionando",
    "state.again": "hallado de nuevo; ya revocado",
    "state.restored": "funciona de nuevo: fue una falsa alarma",

    "admin.subject": "[{product}] Un administrador revocó su token «{name}»",
    "admin.subject.short": "[{product}] Un administrador revocó «{name}»",
    "admin.opening": "Un administrador de {product} revocó su token «{name}» el {at}. Ya no funciona.",
    "admin.given": "El motivo indicado: {reason}",
    "admin.reason":
      "Lo decidió un administrador de {product} y le escribimos porque el token es suyo. Del token guardamos una huella con clave, nunca el token mismo.",

    "restored.subject": "[{product}] Su token «{name}» funciona de nuevo",
    "restored.subject.short": "[{product}] Token «{name}» funciona de nuevo",
    "restored.opening":
      "Su token de {product} «{name}» funciona de nuevo. Lo habíamos revocado tras un aviso que resultó ser erróneo. Lamentamos las molestias.",
    "restored.steps.check": "Compruebe que todo lo que usa el token vuelve a funcionar.",
    "restored.steps.extra": "Si entretanto creó un token nuevo, revoque el que no necesite.",
    "restored.reason":
      "Le escribimos cuando el token se revocó y ahora le contamos cómo terminó. Del token guardamos una huella con clave, nunca el token mismo.",

    "suspended.subject": "[{product}] Hemos suspendido su token «{name}», hallado en público",
    "suspended.subject.short": "[{product}] Token «{name}» suspendido",
    "suspended.opening": "Su token de {product} «{name}» se encontró en público. Lo suspendimos el {at}: por ahora no funciona.",
    "suspended.until":
      "Confirme en {days, plural, one {# día} other {# días}}, hasta el {until}, si el aviso es correcto. Si nadie dice que es erróneo, entonces revocaremos el token definitivamente.",
    "suspended.open": "Seguirá suspendido hasta que una persona decida. Confirme si el aviso es correcto.",
    "suspended.steps.confirm":
      "Díganos si el aviso es correcto: un token público tiene que desaparecer, y uno que no lo es se puede devolver.",
    "suspended.reason":
      "{source} nos comunicó el token. Comprobamos que es auténtico, lo suspendimos y le escribimos porque es suyo. Del token guardamos una huella con clave, nunca el token mismo.",

    "test.subject": "[{product}] Mensaje de prueba",
    "test.opening": "Este es un mensaje de prueba: los mensajes de {product} le llegan.",
    "test.nothing": "No se encontró ni se revocó nada. No tiene que hacer nada.",
    "test.reason": "Una de las personas responsables de {product} pidió este mensaje.",

    "unreachable.subject": "[{product}] No se puede avisar al dueño del token «{name}»",
    "unreachable.subject.short": "[{product}] Dueño de «{name}» ilocalizable",
    "unreachable.opening":
      "El token de {product} «{name}» se encontró en público, y ninguna dirección de su dueño acepta nuestros mensajes. El caso requiere intervención manual.",
    "unreachable.last": "Lo último que pasó: {reason}",
    "unreachable.steps.find": "Busque otra manera de avisar al dueño.",
    "unreachable.steps.close": "Después cierre el caso.",
    "unreachable.reason": "Recibe esto porque esta dirección es la de los responsables de {product}.",

    "brief.note": "Este mensaje es corto porque esta dirección nunca se confirmó. Inicie sesión en {product} como siempre para saber más.",
    "page.link": "Ver el caso completo y responder: {link}",

    "facts.caption": "Qué se encontró",
    "facts.token": "Token",
    "facts.id": "ID del token",
    "facts.hint": "Aspecto",
    "facts.account": "Cuenta",
    "facts.created": "Creado",
    "facts.used": "Último uso",
    "facts.used.unknown": "no consta ningún uso",
    "facts.expires": "Caducaría",
    "facts.scopes": "Alcance",
    "facts.scopes.more": "y {count} más",
    "facts.found": "Encontrado en",
    "facts.found.kind": "{where} ({kind})",
    "facts.found.unknown": "No se nos indicó el lugar.",
    "facts.found.others": "y en {count, plural, one {# lugar más} other {# lugares más}}",
    "facts.reporter": "Comunicado por",
    "facts.seen": "Primer aviso",
    "facts.case": "Caso",

    "steps.heading": "Qué hacer ahora",
    "steps.replace": "Cree un token nuevo en el mismo lugar donde creó el anterior y póngalo dondequiera que se usaba el anterior.",
    "steps.prevent":
      "Averigüe cómo se hizo público el anterior, para que no le pase al nuevo. Guarde los tokens en un almacén de secretos, no en archivos que se comparten o se suben a un repositorio.",
    "steps.review": "Revise lo que su cuenta hizo últimamente y deshaga lo que no reconozca.",

    "use.heading": "¿Se usó?",
    "use.unknown": "No tenemos registros del uso de este token. Eso no significa que nadie lo haya usado.",
    "use.before":
      "Se usó por última vez el {used}, antes de que se nos comunicara por primera vez el {seen}. Pudo ser público antes de ese aviso: si ese uso no fue suyo, otra persona tenía el token.",
    "use.after":
      "Se usó por última vez el {used}, después de que se nos comunicara por primera vez el {seen}. Si ese uso no fue suyo, otra persona tenía el token: empiece por el tercer paso.",

    "stranger.heading": "Si usted no lo publicó",
    "stranger.recover":
      "Entonces otra persona tenía su token. Cambie su contraseña y revise sus inicios de sesión recientes y sus demás tokens por si hay alguno que no reconozca.",
    "stranger.contact": "Si necesita ayuda, escriba a {address} e indique el caso.",
    "stranger.contact.unknown": "Si necesita ayuda, diríjase a los responsables de {product} e indique el caso.",

    "why.heading": "Por qué recibe este mensaje",
    "why.reason":
      "{source} nos comunicó el token. Comprobamos que es auténtico, lo revocamos y le escribimos porque es suyo. Del token guardamos una huella con clave, nunca el token mismo.",
    "why.check":
      "Para comprobar que este mensaje es auténtico no hace falta pulsar nada: diríjase a los responsables de {product} por una vía que ya conozca e indique el caso. Nunca pedimos una contraseña ni un token.",

    "signature.plain": "Enviado automáticamente.",
    "signature.automatic": "Enviado automáticamente, porque afecta a su cuenta.",

    "page.promise": "Abrir esta página no cambió nada. Muestra solo este caso, y nunca el token.",
    "page.until": "Esta página se puede abrir hasta el {at}.",
    "page.timeline": "Qué pasó",
    "page.event.reported": "comunicado por {source}",
    "page.event.again": "comunicado de nuevo",
    "page.event.postponed": "aún no se pudo revocar",
    "page.event.revoked": "revocado",
    "page.event.suspended": "suspendido",
    "page.event.restored": "funciona de nuevo",
    "page.event.mailed": "se envió un mensaje",
    "page.event.answered": "respuesta en esta página",
    "page.event.closed": "caso cerrado",
    "page.ask": "Su respuesta",
    "page.answer.replaced": "Lo he sustituido",
    "page.answer.not_me": "Yo no publiqué esto",
    "page.answer.false_positive": "Es una falsa alarma",
    "page.answered": "Su respuesta del {at}: {answer}.",
    "page.gone": "Este enlace ha caducado o no se copió entero.",
    "page.gone.help": "Diríjase a los responsables de {product} e indique el caso.",
  },
};

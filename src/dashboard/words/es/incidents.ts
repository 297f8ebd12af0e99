import type { Translated } from "../catalogue.ts";
import type { incidents as english } from "../en/incidents.ts";

export const incidents: Translated<typeof english> = {
  "home.title": "Por atender",
  "home.numbers": "De un vistazo",
  "home.attention": "por atender",
  "home.revoking": "revocándose",
  "home.mails": "correos en camino",
  "home.today": "comunicados en 24 horas",
  "home.givenUp":
    "{count, plural, one {# entrega no se pudo procesar y se abandonó} other {# entregas no se pudieron procesar y se abandonaron}}.",
  "home.caption": "Lo que espera a una persona, lo más reciente primero",
  "home.empty":
    "Nada necesita a una persona. Aquí estaría lo que no se pudo revocar, aquello de lo que no se pudo avisar al dueño y lo que una política le deja a usted.",
  "home.lastReport": "El último aviso llegó {ago}.",
  "home.noReport": "Todavía no ha llegado ningún aviso.",
  "home.why": "Por qué",

  "incidents.title": "Casos",
  "incidents.caption": "Casos, los más recientes primero",
  "incidents.token": "Token",
  "incidents.owner": "Dueño",
  "incidents.noOwner": "nadie conocido",
  "incidents.state": "Estado",
  "incidents.verdict": "Veredicto",
  "incidents.source": "Fuente",
  "incidents.places": "Lugares",
  "incidents.reported": "Comunicado",
  "incidents.empty": "Ningún caso coincide. Aparece uno cuando una fuente comunica un token de un formato conocido.",
  "incidents.clear": "Mostrar todos",
  "incidents.older": "Anteriores",
  "incidents.newest": "Más recientes",
  "incidents.pages": "Páginas",

  "search.label": "Búsqueda",
  "search.button": "Buscar",
  "search.any": "cualquiera",
  "search.menus": "Acotar con menús",
  "search.help": "Cómo buscar",
  "search.token": "Contenía un token, que no se muestra. Para tokens está la página de comprobación.",
  "search.intro":
    "Términos separados por espacios, que tienen que cumplirse todos. Los valores con espacios van entre comillas. Los menús escriben los mismos términos.",
  "search.term": "Término",
  "search.allowed": "Valores",
  "search.anyText": "cualquier texto",

  "key.state": "Estado",
  "key.verdict": "Veredicto",
  "key.format": "Formato",
  "key.issuer": "Emisor",
  "key.source": "Fuente",

  "state.received": "registrado",
  "state.revoking": "revocándose",
  "state.revoked": "revocado",
  "state.dismissed": "descartado",
  "state.needs_attention": "por atender",
  "state.closed": "cerrado",

  "verdict.genuine": "auténtico",
  "verdict.forged": "falsificado",
  "verdict.unknown": "desconocido",
  "verdict.inactive": "inactivo",

  "nav.check": "Comprobar tokens",

  "check.title": "Comprobar tokens",
  "check.paste": "Tokens, con lo que los rodee",
  "check.about": "Se consultan y no se guardan. No se revoca nada hasta que usted lo diga en la página siguiente.",
  "check.button": "Consultar",
  "check.found":
    "{count, plural, one {# token encontrado} other {# tokens encontrados}}, {live, plural, one {# funciona} other {# funcionan}}",
  "check.nothing": "No contiene ningún token de un formato conocido.",
  "check.undecided": "no se pudo preguntar a su emisor",
  "check.incident": "Caso",
  "check.unreported": "nunca comunicado",
  "check.forgotten": "olvidado",
  "check.more": "{count, plural, one {# lugar más} other {# lugares más}}",
  "check.cannot": "nada que revocar",
  "check.limit": "Solo se muestran los primeros {limit}.",
  "check.effect": "Lo marcado se entrega: las políticas deciden como con cualquier aviso; lo auténtico se revoca y se avisa a su dueño.",
  "check.revoke": "Revocar lo marcado",
  "check.again": "Comprobar otros",
  "check.none": "No hay nada marcado.",

  "done.handed_in": "Los tokens se han entregado; los auténticos se están revocando.",

  "incidents.emptySoFar": "Ninguno de los examinados coincide.",
  "incidents.lookedThrough": "Se examinaron {count, number} casos y los hay más antiguos. Esta página llega hasta",
  "incidents.lookOn": "Buscar más atrás",
};

import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "Cifras",

  "figures.title": "Cifras",
  "figures.range": "Periodo",
  "figures.range.24h": "24 horas",
  "figures.range.7d": "7 días",
  "figures.range.30d": "30 días",
  "figures.range.90d": "90 días",
  "figures.reports": "Avisos",
  "figures.reports.day": "Avisos por día",
  "figures.reports.hour": "Avisos por hora",
  "figures.reports.summary": "{total, plural, one {# aviso} other {# avisos}}, como máximo {highest, number} a la vez",
  "figures.reports.highest": "como máximo {highest, number}",
  "figures.day": "Día (UTC)",
  "figures.hour": "Hora (UTC)",
  "figures.asTable": "Como tabla",
  "figures.cut": "Hubo más entregas de las que se cuentan: solo las 100.000 más recientes.",
  "figures.revoked": "Del aviso a la revocación",
  "figures.told": "Del aviso al correo",
  "figures.slowest": "Las diez revocaciones más lentas",
  "figures.slowestTold": "Los diez dueños avisados más tarde",
  "figures.by.issuer": "emisor",
  "figures.took": "Tardó",
  "figures.of": "De",
  "figures.count": "Cuántos",
  "figures.within": "En {time} como máximo",
  "figures.objective": "discontinua: {time}, el objetivo",
  "figures.legend":
    "Marca gruesa: la mitad fue más rápida. Caja: hasta nueve de cada diez. Línea fina: hasta 99 de cada cien. La escala va en potencias de diez.",
  "figures.none": "Nada en este periodo. Las cifras aparecen cuando se comunican y revocan tokens y se avisa de ellos.",
  "figures.by.all": "todo",
  "figures.by.source": "fuente",
  "figures.by.format": "formato",
  "figures.bounds":
    "De los 100.000 casos y entregas más recientes de este periodo, con un minuto de antigüedad como máximo. No se cuenta ningún repositorio, ruta ni persona.",

  "live.new": "{more, select, yes {{count, number} o más nuevos} other {{count, plural, one {# nuevo} other {# nuevos}}}}",

  "keys.title": "Teclas",
  "keys.search": "a la búsqueda",
  "keys.help": "esta hoja",
  "keys.down": "fila siguiente",
  "keys.up": "fila anterior",
  "keys.tick": "marcar la fila",
  "keys.open": "abrir la fila",
  "keys.revoke": "a la revocación",
  "keys.on": "Las teclas sueltas hacen esto",
  "keys.close": "Cerrar",

  "export.about": "Llevarse toda esta lista como:",
  "export.file": "como archivo",

  "timeline.cut": "Solo se muestran los primeros {first, number} y los {newest, number} más recientes de {all, number}.",
  "timeline.all": "Todos, en el registro de auditoría",

  "places.cut": "Solo se muestran los primeros {count, number}.",

  "timeline.seen": "visto en otro lugar",
  "timeline.owed": "se debe un correo: {template}",
  "timeline.link": "Enlace a esta entrada: {time}",
  "timeline.mail": "el correo",

  "keys.assign": "a la asignación",
  "keys.close_as": "al cierre",
};

import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "Chiffres",

  "figures.title": "Chiffres",
  "figures.range": "Période",
  "figures.range.24h": "24 heures",
  "figures.range.7d": "7 jours",
  "figures.range.30d": "30 jours",
  "figures.range.90d": "90 jours",
  "figures.reports": "Signalements",
  "figures.reports.day": "Signalements par jour",
  "figures.reports.hour": "Signalements par heure",
  "figures.reports.summary": "{total, plural, one {# signalement} other {# signalements}}, au plus {highest, number} à la fois",
  "figures.reports.highest": "au plus {highest, number}",
  "figures.day": "Jour (UTC)",
  "figures.hour": "Heure (UTC)",
  "figures.asTable": "En tableau",
  "figures.cut": "Il y a eu plus de livraisons qu’on n’en compte : seules les 100 000 plus récentes le sont.",
  "figures.revoked": "Du signalement à la révocation",
  "figures.told": "Du signalement à l’e-mail",
  "figures.slowest": "Les dix révocations les plus lentes",
  "figures.slowestTold": "Les dix propriétaires prévenus le plus tard",
  "figures.by.issuer": "émetteur",
  "figures.took": "Durée",
  "figures.of": "De",
  "figures.count": "Combien",
  "figures.within": "En {time} au plus",
  "figures.objective": "tirets : {time}, l’objectif",
  "figures.legend":
    "Trait épais : la moitié a été plus rapide. Boîte : jusqu’à neuf sur dix. Trait fin : jusqu’à 99 sur cent. L’échelle va par puissances de dix.",
  "figures.none":
    "Rien dans cette période. Des chiffres apparaissent quand des jetons sont signalés et révoqués et leurs propriétaires prévenus.",
  "figures.by.all": "tous",
  "figures.by.source": "source",
  "figures.by.format": "format",
  "figures.bounds":
    "D’après les 100 000 dossiers et livraisons les plus récents de cette période, il y a une minute au plus. Ni dépôt, ni chemin, ni personne n’est compté.",

  "live.new": "{more, select, yes {{count, number} nouveaux ou plus} other {{count, plural, one {# nouveau} other {# nouveaux}}}}",

  "keys.title": "Touches",
  "keys.search": "à la recherche",
  "keys.help": "cette fiche",
  "keys.down": "ligne suivante",
  "keys.up": "ligne précédente",
  "keys.tick": "cocher la ligne",
  "keys.open": "ouvrir la ligne",
  "keys.revoke": "à la révocation",
  "keys.on": "Les touches seules font cela",
  "keys.close": "Fermer",

  "export.about": "Emporter toute cette liste en :",
  "export.file": "sous forme de fichier",

  "timeline.cut": "Seuls les {first, number} premiers et les {newest, number} plus récents de {all, number} sont affichés.",
  "timeline.all": "Tous, dans la piste d’audit",

  "places.cut": "Seuls les {count, number} premiers sont affichés.",

  "timeline.seen": "vu à un autre endroit",
  "timeline.owed": "un e-mail est dû : {template}",
  "timeline.link": "Lien vers cette entrée : {time}",
  "timeline.mail": "l’e-mail",

  "keys.assign": "à l’attribution",
  "keys.close_as": "à la fermeture",
};

import type { Translated } from "../catalogue.ts";
import type { incidents as english } from "../en/incidents.ts";

export const incidents: Translated<typeof english> = {
  "home.title": "À traiter",
  "home.numbers": "En un coup d’œil",
  "home.attention": "à traiter",
  "home.revoking": "en cours de révocation",
  "home.mails": "e-mails en route",
  "home.today": "signalés en 24 heures",
  "home.givenUp":
    "{count, plural, one {# livraison n’a pas pu être traitée et a été abandonnée} other {# livraisons n’ont pas pu être traitées et ont été abandonnées}}.",
  "home.caption": "Ce qui attend une personne, le plus récent d’abord",
  "home.empty":
    "Rien n’attend une personne. Ici se trouverait ce qui n’a pas pu être révoqué, ce dont le propriétaire n’a pas pu être prévenu, et ce qu’une règle vous laisse.",
  "home.lastReport": "Le dernier signalement est arrivé {ago}.",
  "home.noReport": "Aucun signalement n’est encore arrivé.",
  "home.why": "Pourquoi",

  "incidents.title": "Dossiers",
  "incidents.caption": "Dossiers, les plus récents d’abord",
  "incidents.token": "Jeton",
  "incidents.owner": "Propriétaire",
  "incidents.noOwner": "personne de connu",
  "incidents.state": "État",
  "incidents.verdict": "Verdict",
  "incidents.source": "Source",
  "incidents.places": "Endroits",
  "incidents.reported": "Signalé",
  "incidents.empty": "Aucun dossier ne correspond. Il en apparaît un quand une source signale un jeton d’un format connu.",
  "incidents.clear": "Tout afficher",
  "incidents.older": "Plus anciens",
  "incidents.newest": "Les plus récents",
  "incidents.pages": "Pages",

  "search.label": "Recherche",
  "search.button": "Rechercher",
  "search.any": "indifférent",
  "search.menus": "Affiner par menus",
  "search.help": "Comment rechercher",
  "search.token": "Elle contenait un jeton, qui n’est pas montré. Pour les jetons, il y a la page de vérification.",
  "search.intro":
    "Des termes séparés par des espaces, qui doivent tous convenir. Les valeurs avec espaces se mettent entre guillemets. Les menus écrivent les mêmes termes.",
  "search.term": "Terme",
  "search.allowed": "Valeurs",
  "search.anyText": "n’importe quel texte",

  "key.state": "État",
  "key.verdict": "Verdict",
  "key.format": "Format",
  "key.issuer": "Émetteur",
  "key.source": "Source",

  "state.received": "enregistré",
  "state.revoking": "en cours de révocation",
  "state.revoked": "révoqué",
  "state.dismissed": "écarté",
  "state.needs_attention": "à traiter",
  "state.closed": "fermé",

  "verdict.genuine": "authentique",
  "verdict.forged": "falsifié",
  "verdict.unknown": "inconnu",
  "verdict.inactive": "inactif",

  "nav.check": "Vérifier des jetons",

  "check.title": "Vérifier des jetons",
  "check.paste": "Des jetons, avec ce qui les entoure",
  "check.about": "Ils sont recherchés et ne sont pas conservés. Rien n’est révoqué avant que vous le disiez à la page suivante.",
  "check.button": "Rechercher",
  "check.found":
    "{count, plural, one {# jeton trouvé} other {# jetons trouvés}}, {live, plural, one {# fonctionne} other {# fonctionnent}}",
  "check.nothing": "Il n’y a là aucun jeton d’un format connu.",
  "check.undecided": "son émetteur n’a pas pu être interrogé",
  "check.incident": "Dossier",
  "check.unreported": "jamais signalé",
  "check.forgotten": "oublié",
  "check.more": "{count, plural, one {# autre endroit} other {# autres endroits}}",
  "check.cannot": "rien à révoquer",
  "check.limit": "Seuls les {limit} premiers sont affichés.",
  "check.effect":
    "Ce qui est coché est remis : les règles décident comme pour tout signalement ; ce qui est authentique est révoqué et son propriétaire prévenu.",
  "check.revoke": "Révoquer ce qui est coché",
  "check.again": "En vérifier d’autres",
  "check.none": "Rien n’est coché.",

  "done.handed_in": "Les jetons sont remis ; ceux qui sont authentiques sont en cours de révocation.",

  "incidents.emptySoFar": "Aucun de ceux qui ont été parcourus ne correspond.",
  "incidents.lookedThrough": "{count, number} dossiers ont été parcourus, et il y en a de plus anciens. Cette page remonte jusqu’au",
  "incidents.lookOn": "Chercher plus loin",
};

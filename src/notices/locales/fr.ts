import type { Catalogue } from "../catalogue.ts";

/** French. */
export const fr: Catalogue = {
  language: "fr",
  dir: "ltr",
  messages: {
    "revoked.subject": "[{product}] Votre jeton « {name} », trouvé en public, est révoqué",
    "revoked.subject.short": "[{product}] Jeton « {name} » public : révoqué",
    "revoked.opening": "Votre jeton {product} « {name} » a été trouvé en public et ne fonctionne plus : nous l’avons révoqué le {at}.",
    "revoked.attenuated":
      "La copie trouvée était restreinte davantage. Nous avons révoqué le jeton dont elle provenait, et avec lui toutes ses copies.",

    "harmless.subject": "[{product}] Copie expirée de votre jeton « {name} » trouvée en public",
    "harmless.subject.short": "[{product}] Copie expirée de « {name} » trouvée",
    "harmless.opening":
      "Une copie de votre jeton {product} « {name} » a été trouvée en public. Cette copie avait expiré et ne peut servir à personne ; votre jeton n’a donc pas été révoqué et fonctionne toujours.",
    "harmless.steps.look":
      "Cherchez qui avait cette copie et comment elle est devenue publique : qui publie une copie expirée en détient peut-être une valide.",
    "harmless.steps.replace":
      "Si le jeton lui-même a pu être vu, créez-en un nouveau là où vous aviez créé celui-ci, et révoquez celui-ci.",
    "harmless.reason":
      "{source} nous a signalé la copie. Nous avons vérifié qu’elle provenait de votre jeton et que ses propres limites étaient dépassées, et nous vous écrivons parce que ce jeton est le vôtre. De la copie, nous conservons une empreinte à clé, jamais la copie elle-même.",

    "exposed.subject": "[{product}] Votre jeton « {name} » est public et fonctionne encore",
    "exposed.subject.short": "[{product}] Votre jeton « {name} » est public",
    "exposed.opening":
      "Votre jeton {product} « {name} » a été trouvé en public. Il fonctionne encore pour quiconque l’a trouvé : révoquez-le maintenant.",
    "exposed.steps.revoke": "Révoquez le jeton. Personne ne l’a fait pour vous.",
    "exposed.reason":
      "{source} nous a signalé le jeton. Nous avons vérifié qu’il est authentique, et nous vous écrivons parce qu’il est le vôtre. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "pending.subject": "[{product}] Votre jeton « {name} » est public et pas encore révoqué",
    "pending.subject.short": "[{product}] Jeton « {name} » pas encore révoqué",
    "pending.opening":
      "Votre jeton {product} « {name} » a été trouvé en public. Nous n’avons pas encore pu le révoquer et nous continuons d’essayer ; d’ici là, il fonctionne pour quiconque l’a trouvé.",
    "pending.steps.revoke": "Révoquez vous-même le jeton si vous le pouvez, là où vous l’aviez créé.",

    "again.subject": "[{product}] Votre jeton « {name} » a de nouveau été trouvé en public",
    "again.subject.short": "[{product}] Jeton « {name} » trouvé de nouveau",
    "again.opening.revoked":
      "Votre jeton {product} « {name} » a été trouvé dans {count, plural, one {# autre endroit public} other {# autres endroits publics}}. Il ne fonctionne plus depuis le {at} : il n’y a plus rien à révoquer.",
    "again.opening.alive":
      "Votre jeton {product} « {name} » a été trouvé dans {count, plural, one {# autre endroit public} other {# autres endroits publics}}. Il fonctionne encore pour quiconque l’a trouvé : révoquez-le maintenant.",
    "again.steps.remove": "Retirez le jeton des endroits où il a été trouvé, si vous le pouvez, et de leur historique.",
    "again.reason":
      "{source} nous a de nouveau signalé le jeton. Nous vous parlons des autres endroits à intervalles croissants, parce que ce jeton est le vôtre. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "many.subject": "[{product}] {count, plural, one {# de vos jetons a été trouvé} other {# de vos jetons ont été trouvés}} en public",
    "many.opening":
      "{count, plural, one {# de vos jetons {product} a été trouvé} other {# de vos jetons {product} ont été trouvés}} en public. Le sort de chacun est indiqué ci-dessous.",
    "many.state": "Ce qui s’est passé",
    "many.steps.replace":
      "Créez de nouveaux jetons là où vous aviez créé les anciens, et mettez-les partout où ceux-ci servaient. Commencez par ceux qui fonctionnent encore, et révoquez-les.",
    "many.reason":
      "Ces jetons nous ont été signalés. Nous avons vérifié que chacun est authentique, et nous vous écrivons parce qu’ils sont les vôtres. D’un jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "state.revoked": "révoqué le {at}",
    "state.suspended": "suspendu le {at}",
    "state.pending": "pas encore révoqué ; fonctionne encore",
    "state.exposed": "fonctionne encore",
    "state.harmless": "une copie expirée ; le jeton fonctionne encore",
    "state.again": "trouvé de nouveau ; déjà révoqué",
    "state.restored": "fonctionne de nouveau : c’était une fausse alerte",

    "admin.subject": "[{product}] Un administrateur a révoqué votre jeton « {name} »",
    "admin.subject.short": "[{product}] Jeton « {name} » révoqué (admin)",
    "admin.opening": "Un administrateur de {product} a révoqué votre jeton « {name} » le {at}. Il ne fonctionne plus.",
    "admin.given": "Le motif indiqué : {reason}",
    "admin.reason":
      "Un administrateur de {product} en a décidé ainsi, et nous vous écrivons parce que ce jeton est le vôtre. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "restored.subject": "[{product}] Votre jeton « {name} » fonctionne de nouveau",
    "restored.subject.short": "[{product}] Jeton « {name} » rétabli",
    "restored.opening":
      "Votre jeton {product} « {name} » fonctionne de nouveau. Nous l’avions révoqué après un signalement qui s’est révélé faux. Nous vous prions de nous en excuser.",
    "restored.steps.check": "Vérifiez que tout ce qui utilise le jeton fonctionne de nouveau.",
    "restored.steps.extra": "Si vous avez créé un nouveau jeton entre-temps, révoquez celui dont vous n’avez pas besoin.",
    "restored.reason":
      "Nous vous avions écrit quand le jeton a été révoqué, et vous disons maintenant comment cela s’est terminé. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "suspended.subject": "[{product}] Votre jeton « {name} », trouvé en public, est suspendu",
    "suspended.subject.short": "[{product}] Jeton « {name} » public : suspendu",
    "suspended.opening":
      "Votre jeton {product} « {name} » a été trouvé en public. Nous l’avons suspendu le {at} : pour l’instant, il ne fonctionne pas.",
    "suspended.until":
      "Confirmez dans {days, plural, one {un délai de # jour} other {un délai de # jours}}, avant le {until}, si le signalement est juste. Si personne ne le conteste, nous révoquerons alors le jeton pour de bon.",
    "suspended.open": "Il reste suspendu jusqu’à ce qu’une personne décide. Confirmez si le signalement est juste.",
    "suspended.steps.confirm":
      "Dites-nous si le signalement est juste : un jeton public doit disparaître, et un jeton qui ne l’est pas peut être rendu.",
    "suspended.reason":
      "{source} nous a signalé le jeton. Nous avons vérifié qu’il est authentique, l’avons suspendu, et vous écrivons parce qu’il est le vôtre. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",

    "test.subject": "[{product}] Message d’essai",
    "test.opening": "Ceci est un message d’essai : les messages de {product} vous parviennent.",
    "test.nothing": "Rien n’a été trouvé et rien n’a été révoqué. Vous n’avez rien à faire.",
    "test.reason": "Une personne responsable de {product} a demandé ce message.",

    "unreachable.subject": "[{product}] Propriétaire du jeton « {name} » injoignable",
    "unreachable.subject.short": "[{product}] Propriétaire de « {name} » injoignable",
    "unreachable.opening":
      "Le jeton {product} « {name} » a été trouvé en public, et aucune adresse de son propriétaire n’accepte nos messages. Le dossier attend une intervention humaine.",
    "unreachable.last": "Le dernier résultat : {reason}",
    "unreachable.steps.find": "Trouvez un autre moyen de prévenir le propriétaire.",
    "unreachable.steps.close": "Fermez ensuite le dossier.",
    "unreachable.reason": "Vous recevez ceci parce que cette adresse est celle des responsables de {product}.",

    "brief.note":
      "Ce message est court parce que cette adresse n’a jamais été confirmée. Connectez-vous à {product} comme d’habitude pour en savoir plus.",
    "page.link": "Voir le dossier complet et répondre : {link}",

    "facts.caption": "Ce qui a été trouvé",
    "facts.token": "Jeton",
    "facts.id": "Identifiant",
    "facts.hint": "Apparence",
    "facts.account": "Compte",
    "facts.created": "Créé",
    "facts.used": "Dernier usage",
    "facts.used.unknown": "aucun usage connu",
    "facts.expires": "Expiration prévue",
    "facts.scopes": "Portée",
    "facts.scopes.more": "et {count} de plus",
    "facts.found": "Trouvé sur",
    "facts.found.kind": "{where} ({kind})",
    "facts.found.unknown": "L’endroit ne nous a pas été indiqué.",
    "facts.found.others": "et {count, plural, one {# autre endroit} other {# autres endroits}}",
    "facts.reporter": "Signalé par",
    "facts.seen": "Premier signalement",
    "facts.case": "Dossier",

    "steps.heading": "Ce qu’il faut faire maintenant",
    "steps.replace": "Créez un nouveau jeton là où vous aviez créé l’ancien, et mettez-le partout où l’ancien servait.",
    "steps.prevent":
      "Cherchez comment l’ancien est devenu public, pour que le nouveau ne le devienne pas. Gardez les jetons dans un coffre à secrets, pas dans des fichiers partagés ou versionnés.",
    "steps.review": "Parcourez ce que votre compte a fait récemment et annulez ce que vous ne reconnaissez pas.",

    "use.heading": "A-t-il été utilisé ?",
    "use.unknown": "Nous n’avons aucune trace d’utilisation de ce jeton. Cela ne veut pas dire que personne ne l’a utilisé.",
    "use.before":
      "Sa dernière utilisation date du {used}, avant son premier signalement le {seen}. Il était peut-être déjà public : si cette utilisation n’était pas la vôtre, quelqu’un d’autre avait le jeton.",
    "use.after":
      "Sa dernière utilisation date du {used}, après son premier signalement le {seen}. Si cette utilisation n’était pas la vôtre, quelqu’un d’autre avait le jeton : commencez par la troisième étape.",

    "stranger.heading": "Si ce n’est pas vous qui l’avez publié",
    "stranger.recover":
      "Alors quelqu’un d’autre avait votre jeton. Changez votre mot de passe, et vérifiez vos connexions récentes et vos autres jetons.",
    "stranger.contact": "Si vous avez besoin d’aide, écrivez à {address} en indiquant le dossier.",
    "stranger.contact.unknown": "Si vous avez besoin d’aide, adressez-vous aux responsables de {product} en indiquant le dossier.",

    "why.heading": "Pourquoi vous recevez ce message",
    "why.reason":
      "{source} nous a signalé le jeton. Nous avons vérifié qu’il est authentique, l’avons révoqué, et vous écrivons parce qu’il est le vôtre. Du jeton, nous conservons une empreinte à clé, jamais le jeton lui-même.",
    "why.check":
      "Pour vérifier que ce message est authentique, inutile d’y cliquer : adressez-vous aux responsables de {product} par un moyen que vous connaissez déjà, en indiquant le dossier. Nous ne demandons jamais de mot de passe ni de jeton.",

    "signature.plain": "Envoyé automatiquement.",
    "signature.automatic": "Envoyé automatiquement, parce que votre compte est concerné.",

    "page.promise": "Ouvrir cette page n’a rien changé. Elle ne montre que ce dossier, et jamais le jeton.",
    "page.until": "Cette page peut être ouverte jusqu’au {at}.",
    "page.timeline": "Ce qui s’est passé",
    "page.event.reported": "signalé par {source}",
    "page.event.again": "signalé de nouveau",
    "page.event.postponed": "n’a pas encore pu être révoqué",
    "page.event.revoked": "révoqué",
    "page.event.suspended": "suspendu",
    "page.event.restored": "fonctionne de nouveau",
    "page.event.mailed": "un message a été envoyé",
    "page.event.answered": "réponse donnée sur cette page",
    "page.event.closed": "dossier fermé",
    "page.ask": "Votre réponse",
    "page.answer.replaced": "Je l’ai remplacé",
    "page.answer.not_me": "Je n’ai pas publié cela",
    "page.answer.false_positive": "C’est une fausse alerte",
    "page.answered": "Votre réponse du {at} : {answer}.",
    "page.gone": "Ce lien a expiré, ou n’a pas été copié en entier.",
    "page.gone.help": "Adressez-vous aux responsables de {product} en indiquant le dossier.",
  },
};

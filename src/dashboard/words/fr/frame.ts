import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "Santé",
  "nav.home": "À traiter",
  "nav.endpoints": "Destinations",
  "nav.label": "Pages",
  "nav.incidents": "Dossiers",
  "nav.audit": "Audit",
  "nav.sessions": "Sessions",
  "nav.skip": "Aller au contenu",
  "nav.signOut": "Se déconnecter",
  "nav.signedInAs": "Connecté en tant que",

  "language.title": "Langue",
  "language.auto": "Selon le navigateur",

  "theme.change": "Couleurs : {theme, select, auto {comme le système} light {claires} other {sombres}}. Changer",

  "role.viewer": "consultation",
  "role.responder": "intervention",
  "role.admin": "administration",
  "role.auditor": "audit",

  "done.session_ended": "La session est terminée.",
  "done.signed_out": "Vous êtes déconnecté.",

  "signIn.title": "Se connecter",
  "signIn.provider": "Se connecter avec votre organisation",
  "signIn.again": "Confirmez qui vous êtes",
  "signIn.againAbout":
    "Ce que vous voulez faire change beaucoup de choses à la fois ; vous devez donc avoir prouvé qui vous êtes au cours des {minutes} dernières minutes.",
  "signIn.againByLink": "Créez un nouveau lien, connectez-vous avec lui, puis recommencez :",
  "signIn.byLink": "Qui a accès à la machine crée un lien qui vous connecte une fois :",
  "signIn.noWay": "Les liens de connexion sont désactivés, et aucun fournisseur d’identité n’est configuré.",
  "signIn.link.title": "Se connecter au tableau de bord",
  "signIn.link.about": "Ce lien sert une seule fois. Rien ne se passe tant que vous n’avez pas appuyé sur le bouton.",
  "signIn.link.button": "Se connecter",

  "sessions.title": "Sessions",
  "sessions.caption": "Qui est connecté",
  "sessions.who": "Qui",
  "sessions.role": "Rôle",
  "sessions.browser": "Navigateur",
  "sessions.started": "Connexion",
  "sessions.seen": "Dernier usage",
  "sessions.act": "Action",
  "sessions.end": "Terminer",
  "sessions.endOf": "Terminer la session de {name}",
  "sessions.own": "celle-ci",
  "roles.caption": "Qui peut faire quoi",
  "roles.permission": "Droit",

  "failure.title": "Cela n’a pas fonctionné",
  "failure.notFound": "Il n’y a rien ici",
  "failure.forbidden": "Vous n’en avez pas le droit",
  "failure.unavailable": "Pas maintenant",
  "failure.internal": "Une erreur inattendue de notre côté",
  "failure.request": "Qui s’occupe de cette installation la trouve dans le journal sous cet identifiant :",
  "failure.home": "À la première page",
  "failure.role": "Votre rôle est {role} ; ceci est pour : {roles}.",

  "time.now": "à l’instant",
  "time.never": "jamais",

  "nav.more": "Plus",
  "nav.group.work": "Travail",
  "nav.group.records": "Ce qui est venu et parti",
  "nav.group.health": "Comment cela va",
  "nav.group.settings": "Mise en place",
  "done.admin_token_ended": "Il est mis fin au jeton.",
  "adminTokens.caption": "Jetons de l’API d’administration",
  "adminTokens.none": "Aucun jeton n’a été créé. tokenward admin-token en crée un pour un programme.",
  "adminTokens.minted": "Créé",
  "adminTokens.ends": "Valable jusqu’au",
  "adminTokens.endOf": "Mettre fin au jeton de {name}",
};

import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "Configuration",
  "nav.setup": "Liste de contrôle",

  "settings.title": "Configuration",
  "settings.about":
    "Ce qui est en vigueur, tel que l’affiche « tokenward config ». Cela se change dans l’environnement du service et se lit à son démarrage. Les secrets ne sont jamais affichés.",
  "settings.name": "Variable",
  "settings.value": "Valeur",
  "settings.origin": "De",
  "settings.origin.environment": "environnement",
  "settings.origin.file": "un fichier",
  "settings.origin.default": "par défaut",
  "settings.notSet": "non défini : {otherwise}",
  "settings.secretSet": "défini, et non affiché",
  "settings.file": "Le fichier de configuration",
  "settings.section": "Section",
  "settings.entries": "Entrées",
  "settings.noFile": "Aucun fichier de configuration n’est indiqué, ou il est vide.",

  "setup.title": "Liste de contrôle",
  "setup.about":
    "Si tout ce dont cette installation a besoin est là : ce que regarde « tokenward doctor », et deux essais de tout le parcours.",
  "setup.look": "Tout regarder",
  "setup.lookAbout":
    "Interroge la base de données, la file d’attente, les émetteurs, le serveur de messagerie, le fournisseur d’identité et les clés de toutes les sources. Cela ne change rien.",
  "setup.found": "Ce qui a été trouvé",
  "setup.part": "Partie",
  "setup.verdict": "Verdict",
  "setup.finding": "Constat",
  "setup.todo": "Que faire",
  "setup.ok": "bien",
  "setup.warning": "à regarder",
  "setup.failed": "échoué",
  "setup.skipped": "non regardé",
  "setup.sum":
    "{failed, plural, =0 {Rien n’a échoué} one {# partie a échoué} other {# parties ont échoué}} ; {warning, plural, =0 {rien d’autre à regarder} one {# est à regarder} other {# sont à regarder}}.",
  "setup.address": "Votre adresse e-mail",
  "setup.mail": "Envoyer un e-mail d’essai",
  "setup.mailAbout": "Un message d’essai, par le chemin des e-mails aux propriétaires.",
  "setup.mailSent": "Le serveur de messagerie l’a accepté : {response}",
  "setup.alert": "Envoyer une alerte d’essai",
  "setup.alertAbout":
    "Crée un jeton de l’émetteur intégré qui est à vous, le remet comme divulgué et montre ce qu’il en advient : il devrait être révoqué en une seconde, et un e-mail devrait vous prévenir. Ce que signe une source n’est pas essayé : que ses clés puissent être obtenues fait partie de la liste ci-dessus.",
  "setup.cli": "Signé comme le signerait un hébergeur de code : ",

  "done.alert_sent": "L’alerte d’essai est en route. Rechargez jusqu’à ce qu’elle soit là.",

  "offer.about": "Voyez que tout fonctionne :",
  "offer.link": "envoyer une alerte d’essai",
  "offer.last": "Le dernier :",
};

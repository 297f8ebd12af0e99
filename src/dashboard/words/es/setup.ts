import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "Configuración",
  "nav.setup": "Lista de comprobación",

  "settings.title": "Configuración",
  "settings.about":
    "Lo que está en vigor, como lo muestra «tokenward config». Se cambia en el entorno del servicio y se lee al arrancar. Los secretos nunca se muestran.",
  "settings.name": "Variable",
  "settings.value": "Valor",
  "settings.origin": "De",
  "settings.origin.environment": "entorno",
  "settings.origin.file": "un archivo",
  "settings.origin.default": "por defecto",
  "settings.notSet": "sin definir: {otherwise}",
  "settings.secretSet": "definido, no se muestra",
  "settings.file": "El archivo de configuración",
  "settings.section": "Sección",
  "settings.entries": "Entradas",
  "settings.noFile": "No se ha indicado ningún archivo de configuración, o está vacío.",

  "setup.title": "Lista de comprobación",
  "setup.about": "Si está todo lo que necesita esta instalación: lo que mira «tokenward doctor» y dos pruebas de todo el recorrido.",
  "setup.look": "Mirarlo todo",
  "setup.lookAbout":
    "Pregunta a la base de datos, la cola, los emisores, el servidor de correo, el proveedor de identidad y las claves de todas las fuentes. No cambia nada.",
  "setup.found": "Lo que se encontró",
  "setup.part": "Parte",
  "setup.verdict": "Veredicto",
  "setup.finding": "Resultado",
  "setup.todo": "Qué hacer",
  "setup.ok": "bien",
  "setup.warning": "conviene mirarlo",
  "setup.failed": "falló",
  "setup.skipped": "no se miró",
  "setup.sum":
    "{failed, plural, =0 {No falló nada} one {Falló # parte} other {Fallaron # partes}}; {warning, plural, =0 {nada más que mirar} one {conviene mirar #} other {conviene mirar #}}.",
  "setup.address": "Su dirección de correo",
  "setup.mail": "Enviar un correo de prueba",
  "setup.mailAbout": "Un mensaje de prueba, por el camino de los correos a los dueños.",
  "setup.mailSent": "El servidor de correo lo aceptó: {response}",
  "setup.alert": "Enviar una alerta de prueba",
  "setup.alertAbout":
    "Crea un token del emisor integrado que es suyo, lo entrega como filtrado y muestra qué pasa con él: debería quedar revocado en un segundo, y un correo debería avisarle. No prueba lo que firma una fuente: que sus claves se puedan obtener es parte de la lista de arriba.",
  "setup.cli": "Firmado como lo firmaría un alojamiento de código: ",

  "done.alert_sent": "La alerta de prueba está en camino. Recargue hasta que llegue.",

  "offer.about": "Compruebe que todo funciona:",
  "offer.link": "enviar una alerta de prueba",
  "offer.last": "El último:",
};

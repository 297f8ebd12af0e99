import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "Estado del sistema",
  "nav.home": "Por atender",
  "nav.endpoints": "Destinos",
  "nav.label": "Páginas",
  "nav.incidents": "Casos",
  "nav.audit": "Auditoría",
  "nav.sessions": "Sesiones",
  "nav.skip": "Ir al contenido",
  "nav.signOut": "Cerrar sesión",
  "nav.signedInAs": "Sesión iniciada como",

  "language.title": "Idioma",
  "language.auto": "Según el navegador",

  "theme.change": "Colores: {theme, select, auto {como el sistema} light {claros} other {oscuros}}. Cambiar",

  "role.viewer": "consulta",
  "role.responder": "respuesta",
  "role.admin": "administración",
  "role.auditor": "auditoría",

  "done.session_ended": "La sesión ha terminado.",
  "done.signed_out": "Ha cerrado la sesión.",

  "signIn.title": "Iniciar sesión",
  "signIn.provider": "Iniciar sesión con su organización",
  "signIn.again": "Confirme quién es",
  "signIn.againAbout":
    "Lo que quiere hacer cambia muchas cosas a la vez; por eso tiene que haber demostrado quién es en los últimos {minutes} minutos.",
  "signIn.againByLink": "Cree un enlace nuevo, inicie sesión con él y repita la acción:",
  "signIn.byLink": "Quien tiene acceso a la máquina crea un enlace que le permite entrar una vez:",
  "signIn.noWay": "Los enlaces de inicio de sesión están desactivados y no hay ningún proveedor de identidad configurado.",
  "signIn.link.title": "Iniciar sesión en el panel",
  "signIn.link.about": "Este enlace sirve una sola vez. No pasa nada hasta que pulse el botón.",
  "signIn.link.button": "Iniciar sesión",

  "sessions.title": "Sesiones",
  "sessions.caption": "Quién tiene sesión iniciada",
  "sessions.who": "Quién",
  "sessions.role": "Rol",
  "sessions.browser": "Navegador",
  "sessions.started": "Inicio",
  "sessions.seen": "Último uso",
  "sessions.act": "Acción",
  "sessions.end": "Terminar",
  "sessions.endOf": "Terminar la sesión de {name}",
  "sessions.own": "esta",
  "roles.caption": "Quién puede hacer qué",
  "roles.permission": "Permiso",

  "failure.title": "No ha funcionado",
  "failure.notFound": "Aquí no hay nada",
  "failure.forbidden": "No puede hacer esto",
  "failure.unavailable": "Ahora no",
  "failure.internal": "Un error inesperado por nuestra parte",
  "failure.request": "Quien cuida de esta instalación lo encuentra en el registro con este identificador:",
  "failure.home": "A la primera página",
  "failure.role": "Su rol es {role}; esto es para: {roles}.",

  "time.now": "ahora mismo",
  "time.never": "nunca",

  "nav.more": "Más",
  "nav.group.work": "Trabajo",
  "nav.group.records": "Lo que llegó y salió",
  "nav.group.health": "Cómo va",
  "nav.group.settings": "Instalación",
  "done.admin_token_ended": "El token ha terminado.",
  "adminTokens.caption": "Tokens de la API de administración",
  "adminTokens.none": "No se ha creado ningún token. tokenward admin-token crea uno para un programa.",
  "adminTokens.minted": "Creado",
  "adminTokens.ends": "Válido hasta",
  "adminTokens.endOf": "Terminar el token de {name}",
};

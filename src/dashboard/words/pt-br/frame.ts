import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "Saúde",
  "nav.home": "A tratar",
  "nav.endpoints": "Destinos",
  "nav.label": "Páginas",
  "nav.incidents": "Casos",
  "nav.audit": "Auditoria",
  "nav.sessions": "Sessões",
  "nav.skip": "Ir para o conteúdo",
  "nav.signOut": "Sair",
  "nav.signedInAs": "Conectado como",

  "language.title": "Idioma",
  "language.auto": "Conforme o navegador",

  "theme.change": "Cores: {theme, select, auto {como o sistema} light {claras} other {escuras}}. Mudar",

  "role.viewer": "consulta",
  "role.responder": "resposta",
  "role.admin": "administração",
  "role.auditor": "auditoria",

  "done.session_ended": "A sessão foi encerrada.",
  "done.signed_out": "Você saiu.",

  "signIn.title": "Entrar",
  "signIn.provider": "Entrar com a sua organização",
  "signIn.again": "Confirme quem você é",
  "signIn.againAbout":
    "O que você quer fazer muda muitas coisas de uma vez; por isso você precisa ter provado quem é nos últimos {minutes} minutos.",
  "signIn.againByLink": "Crie um novo link, entre com ele e repita a ação:",
  "signIn.byLink": "Quem tem acesso à máquina cria um link que deixa você entrar uma vez:",
  "signIn.noWay": "Os links de entrada estão desativados, e nenhum provedor de identidade está configurado.",
  "signIn.link.title": "Entrar no painel",
  "signIn.link.about": "Este link vale uma única vez. Nada acontece até você pressionar o botão.",
  "signIn.link.button": "Entrar",

  "sessions.title": "Sessões",
  "sessions.caption": "Quem está conectado",
  "sessions.who": "Quem",
  "sessions.role": "Papel",
  "sessions.browser": "Navegador",
  "sessions.started": "Entrada",
  "sessions.seen": "Último uso",
  "sessions.act": "Ação",
  "sessions.end": "Encerrar",
  "sessions.endOf": "Encerrar a sessão de {name}",
  "sessions.own": "esta",
  "roles.caption": "Quem pode fazer o quê",
  "roles.permission": "Permissão",

  "failure.title": "Não deu certo",
  "failure.notFound": "Não há nada aqui",
  "failure.forbidden": "Você não pode fazer isso",
  "failure.unavailable": "Agora não",
  "failure.internal": "Um erro inesperado do nosso lado",
  "failure.request": "Quem cuida desta instalação o encontra no log por este identificador:",
  "failure.home": "Para a primeira página",
  "failure.role": "Seu papel é {role}; isto é para: {roles}.",

  "time.now": "agora mesmo",
  "time.never": "nunca",

  "nav.more": "Mais",
  "nav.group.work": "Trabalho",
  "nav.group.records": "O que veio e foi",
  "nav.group.health": "Como vai",
  "nav.group.settings": "Instalação",
  "done.admin_token_ended": "O token foi encerrado.",
  "adminTokens.caption": "Tokens da API de administração",
  "adminTokens.none": "Nenhum token foi criado. tokenward admin-token cria um para um programa.",
  "adminTokens.minted": "Criado",
  "adminTokens.ends": "Válido até",
  "adminTokens.endOf": "Encerrar o token de {name}",
};

import type { Translated } from "../catalogue.ts";
import type { incidents as english } from "../en/incidents.ts";

export const incidents: Translated<typeof english> = {
  "home.title": "A tratar",
  "home.numbers": "Em resumo",
  "home.attention": "a tratar",
  "home.revoking": "sendo revogados",
  "home.mails": "e-mails a caminho",
  "home.today": "comunicados em 24 horas",
  "home.givenUp":
    "{count, plural, one {# entrega não pôde ser processada e foi abandonada} other {# entregas não puderam ser processadas e foram abandonadas}}.",
  "home.caption": "O que espera por uma pessoa, o mais recente primeiro",
  "home.empty":
    "Nada precisa de uma pessoa. Aqui estaria o que não pôde ser revogado, aquilo de que o dono não pôde ser avisado e o que uma política deixa para você.",
  "home.lastReport": "Último aviso: {ago}",
  "home.noReport": "Nenhum aviso chegou ainda.",
  "home.why": "Por quê",

  "incidents.title": "Casos",
  "incidents.caption": "Casos, os mais recentes primeiro",
  "incidents.token": "Token",
  "incidents.owner": "Dono",
  "incidents.noOwner": "ninguém conhecido",
  "incidents.state": "Estado",
  "incidents.verdict": "Veredito",
  "incidents.source": "Fonte",
  "incidents.places": "Lugares",
  "incidents.reported": "Comunicado",
  "incidents.empty": "Nenhum caso corresponde. Um aparece quando uma fonte comunica um token de formato conhecido.",
  "incidents.clear": "Mostrar todos",
  "incidents.older": "Mais antigos",
  "incidents.newest": "Mais recentes",
  "incidents.pages": "Páginas",

  "search.label": "Busca",
  "search.button": "Buscar",
  "search.any": "qualquer",
  "search.menus": "Restringir por menus",
  "search.help": "Como buscar",
  "search.token": "Havia um token nela, que não é mostrado. Para tokens existe a página de verificação.",
  "search.intro":
    "Termos separados por espaços, que precisam valer todos. Valores com espaços ficam entre aspas. Os menus escrevem os mesmos termos.",
  "search.term": "Termo",
  "search.allowed": "Valores",
  "search.anyText": "qualquer texto",

  "key.state": "Estado",
  "key.verdict": "Veredito",
  "key.format": "Formato",
  "key.issuer": "Emissor",
  "key.source": "Fonte",

  "state.received": "registrado",
  "state.revoking": "sendo revogado",
  "state.revoked": "revogado",
  "state.dismissed": "descartado",
  "state.needs_attention": "a tratar",
  "state.closed": "fechado",

  "verdict.genuine": "autêntico",
  "verdict.forged": "falsificado",
  "verdict.unknown": "desconhecido",
  "verdict.inactive": "inativo",

  "nav.check": "Verificar tokens",

  "check.title": "Verificar tokens",
  "check.paste": "Tokens, com o que houver em volta",
  "check.about": "Eles são consultados e não são guardados. Nada é revogado até você mandar na página seguinte.",
  "check.button": "Consultar",
  "check.found":
    "{count, plural, one {# token encontrado} other {# tokens encontrados}}, {live, plural, one {# funciona} other {# funcionam}}",
  "check.nothing": "Não há nenhum token de formato conhecido aqui.",
  "check.undecided": "não foi possível perguntar ao emissor",
  "check.incident": "Caso",
  "check.unreported": "nunca comunicado",
  "check.forgotten": "esquecido",
  "check.more": "{count, plural, one {mais # lugar} other {mais # lugares}}",
  "check.cannot": "nada a revogar",
  "check.limit": "Só os primeiros {limit} são mostrados.",
  "check.effect":
    "O que está marcado é entregue: as políticas decidem como em qualquer aviso; o que é autêntico é revogado e o dono é avisado.",
  "check.revoke": "Revogar os marcados",
  "check.again": "Verificar outros",
  "check.none": "Nada está marcado.",

  "done.handed_in": "Os tokens foram entregues; os autênticos estão sendo revogados.",

  "incidents.emptySoFar": "Nenhum dos que foram examinados corresponde.",
  "incidents.lookedThrough": "{count, number} casos foram examinados, e há mais antigos. Esta página vai até",
  "incidents.lookOn": "Buscar mais para trás",
};

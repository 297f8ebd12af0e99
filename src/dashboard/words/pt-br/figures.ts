import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "Números",

  "figures.title": "Números",
  "figures.range": "Período",
  "figures.range.24h": "24 horas",
  "figures.range.7d": "7 dias",
  "figures.range.30d": "30 dias",
  "figures.range.90d": "90 dias",
  "figures.reports": "Avisos",
  "figures.reports.day": "Avisos por dia",
  "figures.reports.hour": "Avisos por hora",
  "figures.reports.summary": "{total, plural, one {# aviso} other {# avisos}}, no máximo {highest, number} de uma vez",
  "figures.reports.highest": "no máximo {highest, number}",
  "figures.day": "Dia (UTC)",
  "figures.hour": "Hora (UTC)",
  "figures.asTable": "Como tabela",
  "figures.cut": "Houve mais entregas do que se contam: só as 100.000 mais recentes.",
  "figures.revoked": "Do aviso à revogação",
  "figures.told": "Do aviso ao e-mail",
  "figures.slowest": "As dez revogações mais lentas",
  "figures.slowestTold": "Os dez donos avisados mais tarde",
  "figures.by.issuer": "emissor",
  "figures.took": "Demorou",
  "figures.of": "De",
  "figures.count": "Quantos",
  "figures.within": "Em até {time}",
  "figures.objective": "tracejado: {time}, a meta",
  "figures.legend":
    "Marca grossa: a metade foi mais rápida. Caixa: até nove de dez. Linha fina: até 99 de cem. A escala vai por potências de dez.",
  "figures.none": "Nada neste período. Os números aparecem quando tokens são comunicados e revogados e os donos são avisados.",
  "figures.by.all": "todos",
  "figures.by.source": "fonte",
  "figures.by.format": "formato",
  "figures.bounds":
    "Dos 100.000 casos e entregas mais recentes deste período, há no máximo um minuto. Nenhum repositório, caminho ou pessoa é contado.",

  "live.new": "{more, select, yes {{count, number} ou mais novos} other {{count, plural, one {# novo} other {# novos}}}}",

  "keys.title": "Teclas",
  "keys.search": "para a busca",
  "keys.help": "esta folha",
  "keys.down": "próxima linha",
  "keys.up": "linha anterior",
  "keys.tick": "marcar a linha",
  "keys.open": "abrir a linha",
  "keys.revoke": "para a revogação",
  "keys.on": "Teclas sozinhas fazem isto",
  "keys.close": "Fechar",

  "export.about": "Levar toda esta lista como:",
  "export.file": "como arquivo",

  "timeline.cut": "Só são mostrados os primeiros {first, number} e os {newest, number} mais recentes de {all, number}.",
  "timeline.all": "Todos, na trilha de auditoria",

  "places.cut": "Só os primeiros {count, number} são mostrados.",

  "timeline.seen": "visto em outro lugar",
  "timeline.owed": "um e-mail é devido: {template}",
  "timeline.link": "Link para esta entrada: {time}",
  "timeline.mail": "o e-mail",

  "keys.assign": "para a atribuição",
  "keys.close_as": "para o fechamento",
};

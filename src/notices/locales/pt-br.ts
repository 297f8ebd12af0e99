import type { Catalogue } from "../catalogue.ts";

/** Brazilian Portuguese. */
export const ptBr: Catalogue = {
  language: "pt-BR",
  dir: "ltr",
  messages: {
    "revoked.subject": '[{product}] Revogamos seu token "{name}", encontrado em local público',
    "revoked.subject.short": '[{product}] Token "{name}" público: revogado',
    "revoked.opening": 'Seu token do {product} "{name}" foi encontrado em local público e não funciona mais: nós o revogamos em {at}.',
    "revoked.attenuated":
      "A cópia encontrada tinha restrições adicionais. Revogamos o token de que ela foi feita e, com ele, todas as suas cópias.",

    "harmless.subject": '[{product}] Cópia vencida do seu token "{name}" encontrada em local público',
    "harmless.subject.short": '[{product}] Cópia vencida de "{name}" encontrada',
    "harmless.opening":
      'Uma cópia do seu token do {product} "{name}" foi encontrada em local público. Essa cópia estava vencida e não pode ser usada por ninguém; por isso seu token não foi revogado e continua funcionando.',
    "harmless.steps.look":
      "Descubra quem tinha essa cópia e como ela se tornou pública: quem publica uma cópia vencida pode ter outra que não está.",
    "harmless.steps.replace": "Se o próprio token também pode ter sido visto, crie um novo onde você criou este e revogue este.",
    "harmless.reason":
      "{source} nos comunicou a cópia. Comprovamos que ela foi feita do seu token e que os limites dela haviam vencido, e escrevemos porque o token é seu. Da cópia guardamos uma impressão digital com chave, nunca a própria cópia.",

    "exposed.subject": '[{product}] Seu token "{name}" está público e ainda funciona',
    "exposed.subject.short": '[{product}] Seu token "{name}" está público',
    "exposed.opening":
      'Seu token do {product} "{name}" foi encontrado em local público. Ele ainda funciona para quem o encontrou: revogue-o agora.',
    "exposed.steps.revoke": "Revogue o token. Ninguém fez isso por você.",
    "exposed.reason":
      "{source} nos comunicou o token. Comprovamos que ele é autêntico e escrevemos porque ele é seu. Do token guardamos uma impressão digital com chave, nunca o próprio token.",

    "pending.subject": '[{product}] Seu token "{name}" está público e ainda não foi revogado',
    "pending.subject.short": '[{product}] Token "{name}" ainda não revogado',
    "pending.opening":
      'Seu token do {product} "{name}" foi encontrado em local público. Ainda não conseguimos revogá-lo e continuamos tentando; até lá ele funciona para quem o encontrou.',
    "pending.steps.revoke": "Se puder, revogue você mesmo o token, onde você o criou.",

    "again.subject": '[{product}] Seu token "{name}" foi encontrado em local público de novo',
    "again.subject.short": '[{product}] Token "{name}" encontrado de novo',
    "again.opening.revoked":
      'Seu token do {product} "{name}" foi encontrado em {count, plural, one {mais # lugar público} other {mais # lugares públicos}}. Ele não funciona desde {at}: não há mais nada a revogar.',
    "again.opening.alive":
      'Seu token do {product} "{name}" foi encontrado em {count, plural, one {mais # lugar público} other {mais # lugares públicos}}. Ele ainda funciona para quem o encontrou: revogue-o agora.',
    "again.steps.remove": "Tire o token dos lugares em que foi encontrado, se puder, e também do histórico deles.",
    "again.reason":
      "{source} nos comunicou o token de novo. Informamos outros lugares em intervalos crescentes, porque o token é seu. Do token guardamos uma impressão digital com chave, nunca o próprio token.",

    "many.subject":
      "[{product}] {count, plural, one {# dos seus tokens foi encontrado} other {# dos seus tokens foram encontrados}} em local público",
    "many.opening":
      "{count, plural, one {# dos seus tokens do {product} foi encontrado} other {# dos seus tokens do {product} foram encontrados}} em local público. Veja abaixo o que houve com cada um.",
    "many.state": "O que houve",
    "many.steps.replace":
      "Crie tokens novos onde você criou os antigos e coloque-os onde quer que estes eram usados. Comece pelos que ainda funcionam, e revogue-os.",
    "many.reason":
      "Os tokens nos foram comunicados. Comprovamos que cada um é autêntico e escrevemos porque são seus. De um token guardamos uma impressão digital com chave, nunca o próprio token.",

    "state.revoked": "revogado em {at}",
    "state.suspended": "suspenso em {at}",
    "state.pending": "ainda não foi possível revogar; ainda funciona",
    "state.exposed": "ainda funciona",
    "state.harmless": "uma cópia vencida; o token ainda funciona",
    "state.again": "encontrado de novo; já revogado",
    "state.restored": "funciona de novo: foi um alarme falso",

    "admin.subject": '[{product}] Um administrador revogou seu token "{name}"',
    "admin.subject.short": '[{product}] Administrador revogou "{name}"',
    "admin.opening": 'Um administrador do {product} revogou seu token "{name}" em {at}. Ele não funciona mais.',
    "admin.given": "O motivo informado: {reason}",
    "admin.reason":
      "Um administrador do {product} decidiu isso, e escrevemos porque o token é seu. Do token guardamos uma impressão digital com chave, nunca o próprio token.",

    "restored.subject": '[{product}] Seu token "{name}" funciona de novo',
    "restored.subject.short": '[{product}] Token "{name}" funciona de novo',
    "restored.opening":
      'Seu token do {product} "{name}" funciona de novo. Nós o havíamos revogado após um aviso que se mostrou errado. Pedimos desculpas pelo transtorno.',
    "restored.steps.check": "Verifique se tudo o que usa o token voltou a funcionar.",
    "restored.steps.extra": "Se nesse meio-tempo você criou um token novo, revogue o que não for necessário.",
    "restored.reason":
      "Escrevemos quando o token foi revogado e agora contamos como isso terminou. Do token guardamos uma impressão digital com chave, nunca o próprio token.",

    "suspended.subject": '[{product}] Suspendemos seu token "{name}", encontrado em local público',
    "suspended.subject.short": '[{product}] Token "{name}" público: suspenso',
    "suspended.opening":
      'Seu token do {product} "{name}" foi encontrado em local público. Nós o suspendemos em {at}: por enquanto ele não funciona.',
    "suspended.until":
      "Confirme em {days, plural, one {# dia} other {# dias}}, até {until}, se o aviso está certo. Se ninguém disser que está errado, revogaremos então o token em definitivo.",
    "suspended.open": "Ele fica suspenso até que uma pessoa decida. Confirme se o aviso está certo.",
    "suspended.steps.confirm":
      "Diga-nos se o aviso está certo: um token público precisa deixar de valer, e um que não é público pode ser devolvido.",
    "suspended.reason":
      "{source} nos comunicou o token. Comprovamos que ele é autêntico, o suspendemos e escrevemos porque ele é seu. Do token guardamos uma impressão digital com chave, nunca o próprio token.",

    "test.subject": "[{product}] Mensagem de teste",
    "test.opening": "Esta é uma mensagem de teste: os e-mails do {product} chegam até você.",
    "test.nothing": "Nada foi encontrado e nada foi revogado. Você não precisa fazer nada.",
    "test.reason": "Um dos responsáveis pelo {product} pediu esta mensagem.",

    "unreachable.subject": '[{product}] Não há como avisar o dono do token "{name}"',
    "unreachable.subject.short": '[{product}] Dono de "{name}" não localizado',
    "unreachable.opening":
      'O token do {product} "{name}" foi encontrado em local público, e nenhum endereço do dono aceita nossos e-mails. O caso requer intervenção manual.',
    "unreachable.last": "O último resultado: {reason}",
    "unreachable.steps.find": "Encontre outro meio de avisar o dono.",
    "unreachable.steps.close": "Depois feche o caso.",
    "unreachable.reason": "Você recebe isto porque este endereço é o dos responsáveis pelo {product}.",

    "brief.note": "Esta mensagem é curta porque este endereço nunca foi confirmado. Entre no {product} como sempre faz para saber mais.",
    "page.link": "Ver o caso completo e responder: {link}",

    "facts.caption": "O que foi encontrado",
    "facts.token": "Token",
    "facts.id": "ID do token",
    "facts.hint": "Aparência",
    "facts.account": "Conta",
    "facts.created": "Criado",
    "facts.used": "Último uso",
    "facts.used.unknown": "nenhum uso registrado",
    "facts.expires": "Venceria",
    "facts.scopes": "Escopo",
    "facts.scopes.more": "e mais {count}",
    "facts.found": "Encontrado em",
    "facts.found.kind": "{where} ({kind})",
    "facts.found.unknown": "O lugar não nos foi informado.",
    "facts.found.others": "e em {count, plural, one {mais # lugar} other {mais # lugares}}",
    "facts.reporter": "Comunicado por",
    "facts.seen": "Primeiro aviso",
    "facts.case": "Caso",

    "steps.heading": "O que fazer agora",
    "steps.replace": "Crie um novo token onde você criou o antigo e coloque-o onde quer que o antigo era usado.",
    "steps.prevent":
      "Descubra como o antigo se tornou público, para que o mesmo não aconteça com o novo. Guarde tokens em um cofre de segredos, não em arquivos compartilhados ou versionados.",
    "steps.review": "Veja o que sua conta fez ultimamente e desfaça o que você não reconhece.",

    "use.heading": "Ele foi usado?",
    "use.unknown": "Não temos registros de uso deste token. Isso não quer dizer que ninguém o usou.",
    "use.before":
      "Ele foi usado pela última vez em {used}, antes de nos ser comunicado pela primeira vez em {seen}. Ele pode ter sido público antes desse aviso: se esse uso não foi seu, outra pessoa tinha o token.",
    "use.after":
      "Ele foi usado pela última vez em {used}, depois de nos ser comunicado pela primeira vez em {seen}. Se esse uso não foi seu, outra pessoa tinha o token: comece pelo terceiro passo.",

    "stranger.heading": "Se não foi você quem publicou",
    "stranger.recover":
      "Então outra pessoa tinha seu token. Troque sua senha e verifique seus acessos recentes e seus outros tokens, à procura de algum que você não reconheça.",
    "stranger.contact": "Se precisar de ajuda, escreva para {address} e informe o caso.",
    "stranger.contact.unknown": "Se precisar de ajuda, procure os responsáveis pelo {product} e informe o caso.",

    "why.heading": "Por que você recebeu este e-mail",
    "why.reason":
      "{source} nos comunicou o token. Comprovamos que ele é autêntico, o revogamos e escrevemos porque ele é seu. Do token guardamos uma impressão digital com chave, nunca o próprio token.",
    "why.check":
      "Para verificar que este e-mail é autêntico, você não precisa clicar em nada: procure os responsáveis pelo {product} por um meio que você já conhece e informe o caso. Nunca pedimos senha nem token.",

    "signature.plain": "Enviado automaticamente.",
    "signature.automatic": "Enviado automaticamente, porque sua conta foi afetada.",

    "page.promise": "Abrir esta página não mudou nada. Ela mostra só este caso, e nunca o token.",
    "page.until": "Esta página pode ser aberta até {at}.",
    "page.timeline": "O que houve",
    "page.event.reported": "comunicado por {source}",
    "page.event.again": "comunicado de novo",
    "page.event.postponed": "ainda não foi possível revogar",
    "page.event.revoked": "revogado",
    "page.event.suspended": "suspenso",
    "page.event.restored": "funciona de novo",
    "page.event.mailed": "um e-mail foi enviado",
    "page.event.answered": "resposta dada nesta página",
    "page.event.closed": "caso fechado",
    "page.ask": "Sua resposta",
    "page.answer.replaced": "Eu o substituí",
    "page.answer.not_me": "Não fui eu quem publicou",
    "page.answer.false_positive": "É um alarme falso",
    "page.answered": "Sua resposta de {at}: {answer}.",
    "page.gone": "Este link venceu ou não foi copiado por inteiro.",
    "page.gone.help": "Procure os responsáveis pelo {product} e informe o caso.",
  },
};

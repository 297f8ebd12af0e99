import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "Configurações",
  "nav.setup": "Lista de verificação",

  "settings.title": "Configurações",
  "settings.about":
    "O que está em vigor, como mostra “tokenward config”. Muda-se no ambiente do serviço e é lido na partida. Segredos nunca são mostrados.",
  "settings.name": "Variável",
  "settings.value": "Valor",
  "settings.origin": "De",
  "settings.origin.environment": "ambiente",
  "settings.origin.file": "um arquivo",
  "settings.origin.default": "padrão",
  "settings.notSet": "não definido: {otherwise}",
  "settings.secretSet": "definido, e não mostrado",
  "settings.file": "O arquivo de configuração",
  "settings.section": "Seção",
  "settings.entries": "Entradas",
  "settings.noFile": "Nenhum arquivo de configuração foi indicado, ou ele está vazio.",

  "setup.title": "Lista de verificação",
  "setup.about": "Se tudo de que esta instalação precisa está aí: o que “tokenward doctor” olha, e dois testes do caminho inteiro.",
  "setup.look": "Olhar tudo",
  "setup.lookAbout":
    "Pergunta ao banco de dados, à fila, aos emissores, ao servidor de e-mail, ao provedor de identidade e às chaves de todas as fontes. Não muda nada.",
  "setup.found": "O que foi encontrado",
  "setup.part": "Parte",
  "setup.verdict": "Veredito",
  "setup.finding": "Constatação",
  "setup.todo": "O que fazer",
  "setup.ok": "bem",
  "setup.warning": "vale olhar",
  "setup.failed": "falhou",
  "setup.skipped": "não olhado",
  "setup.sum":
    "{failed, plural, =0 {Nada falhou} one {# parte falhou} other {# partes falharam}}; {warning, plural, =0 {nada mais a olhar} one {vale olhar #} other {vale olhar #}}.",
  "setup.address": "Seu endereço de e-mail",
  "setup.mail": "Enviar um e-mail de teste",
  "setup.mailAbout": "Uma mensagem de teste, pelo caminho dos e-mails aos donos.",
  "setup.mailSent": "O servidor de e-mail aceitou: {response}",
  "setup.alert": "Enviar um alerta de teste",
  "setup.alertAbout":
    "Cria um token do emissor embutido que é seu, entrega-o como vazado e mostra o que acontece com ele: deve estar revogado em um segundo, e um e-mail deve avisar você. O que uma fonte assina não é testado: que as chaves dela possam ser obtidas é parte da lista acima.",
  "setup.cli": "Assinado como um serviço de código assinaria: ",

  "done.alert_sent": "O alerta de teste está a caminho. Recarregue até ele chegar.",

  "offer.about": "Veja que tudo funciona:",
  "offer.link": "enviar um alerta de teste",
  "offer.last": "O último:",
};

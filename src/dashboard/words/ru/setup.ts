import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "Настройки",
  "nav.setup": "Контрольный список",

  "settings.title": "Настройки",
  "settings.about":
    "Что действует, как показывает «tokenward config». Меняется в окружении службы и читается при её запуске. Секреты не показываются никогда.",
  "settings.name": "Переменная",
  "settings.value": "Значение",
  "settings.origin": "Откуда",
  "settings.origin.environment": "окружение",
  "settings.origin.file": "файл",
  "settings.origin.default": "по умолчанию",
  "settings.notSet": "не задано: {otherwise}",
  "settings.secretSet": "задано, не показывается",
  "settings.file": "Файл настроек",
  "settings.section": "Раздел",
  "settings.entries": "Записи",
  "settings.noFile": "Файл настроек не указан или пуст.",

  "setup.title": "Контрольный список",
  "setup.about": "Есть ли всё, что нужно этой установке: что смотрит «tokenward doctor», и две проверки всего пути.",
  "setup.look": "Посмотреть всё",
  "setup.lookAbout":
    "Спрашивает базу данных, очередь, издателей, почтовый сервер, поставщика удостоверений и ключи всех источников. Ничего не меняет.",
  "setup.found": "Что найдено",
  "setup.part": "Часть",
  "setup.verdict": "Вердикт",
  "setup.finding": "Найдено",
  "setup.todo": "Что делать",
  "setup.ok": "в порядке",
  "setup.warning": "стоит посмотреть",
  "setup.failed": "сбой",
  "setup.skipped": "не смотрели",
  "setup.sum":
    "{failed, plural, =0 {Сбоев нет} one {Сбой: # часть} few {Сбой: # части} many {Сбой: # частей} other {Сбой: # части}}; {warning, plural, =0 {больше смотреть нечего} one {стоит посмотреть #} few {стоит посмотреть #} many {стоит посмотреть #} other {стоит посмотреть #}}.",
  "setup.address": "Ваш почтовый адрес",
  "setup.mail": "Отправить проверочное письмо",
  "setup.mailAbout": "Проверочное сообщение тем же путём, что и письма владельцам.",
  "setup.mailSent": "Почтовый сервер его принял: {response}",
  "setup.alert": "Отправить проверочную тревогу",
  "setup.alertAbout":
    "Создаёт ваш токен у встроенного издателя, передаёт его как раскрытый и показывает, что с ним станет: его должны отозвать за секунду, а письмо должно сообщить вам об этом. Подпись источника этим не проверяется: доступны ли его ключи, сказано в списке выше.",
  "setup.cli": "Подписано так, как подписал бы хостинг кода: ",

  "done.alert_sent": "Проверочная тревога в пути. Обновляйте страницу, пока она не появится.",

  "offer.about": "Посмотрите, что всё работает:",
  "offer.link": "отправить проверочную тревогу",
  "offer.last": "Последний раз:",
};

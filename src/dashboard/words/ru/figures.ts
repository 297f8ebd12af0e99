import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "Цифры",

  "figures.title": "Цифры",
  "figures.range": "Период",
  "figures.range.24h": "24 часа",
  "figures.range.7d": "7 дней",
  "figures.range.30d": "30 дней",
  "figures.range.90d": "90 дней",
  "figures.reports": "Сообщения",
  "figures.reports.day": "Сообщений в день",
  "figures.reports.hour": "Сообщений в час",
  "figures.reports.summary":
    "{total, plural, one {# сообщение} few {# сообщения} many {# сообщений} other {# сообщения}}, не больше {highest, number} за раз",
  "figures.reports.highest": "не больше {highest, number}",
  "figures.day": "День (UTC)",
  "figures.hour": "Час (UTC)",
  "figures.asTable": "Таблицей",
  "figures.cut": "Доставок было больше, чем считается: учтены только новейшие 100 000.",
  "figures.revoked": "От сообщения до отзыва",
  "figures.told": "От сообщения до письма",
  "figures.slowest": "Десять самых медленных отзывов",
  "figures.slowestTold": "Десять владельцев, узнавших позже всех",
  "figures.by.issuer": "издатель",
  "figures.took": "Заняло",
  "figures.of": "По",
  "figures.count": "Сколько",
  "figures.within": "За {time}",
  "figures.objective": "пунктир: {time}, цель",
  "figures.legend":
    "Толстая метка: половина была быстрее. Прямоугольник: до девяти из десяти. Тонкая линия: до 99 из ста. Шкала идёт степенями десяти.",
  "figures.none": "За это время ничего. Цифры появятся, когда о токенах сообщат, их отзовут и напишут владельцам.",
  "figures.by.all": "все",
  "figures.by.source": "источник",
  "figures.by.format": "формат",
  "figures.bounds": "По новейшим 100 000 инцидентов и доставок за это время, не старше минуты. Репозитории, пути и люди не считаются.",

  "live.new":
    "{more, select, yes {{count, number} или больше новых} other {{count, plural, one {# новый} few {# новых} many {# новых} other {# новых}}}}",

  "keys.title": "Клавиши",
  "keys.search": "к поиску",
  "keys.help": "эта памятка",
  "keys.down": "следующая строка",
  "keys.up": "предыдущая строка",
  "keys.tick": "отметить строку",
  "keys.open": "открыть строку",
  "keys.revoke": "к отзыву",
  "keys.on": "Одиночные клавиши делают это",
  "keys.close": "Закрыть",

  "export.about": "Забрать весь этот список как:",
  "export.file": "файлом",

  "timeline.cut": "Показаны только первые {first, number} и новейшие {newest, number} из {all, number}.",
  "timeline.all": "Все — в журнале аудита",

  "places.cut": "Показаны только первые {count, number}.",

  "timeline.seen": "замечен в другом месте",
  "timeline.owed": "нужно отправить письмо: {template}",
  "timeline.link": "Ссылка на эту запись: {time}",
  "timeline.mail": "письмо",

  "keys.assign": "к назначению",
  "keys.close_as": "к закрытию",
};

import type { Translated } from "../catalogue.ts";
import type { incidents as english } from "../en/incidents.ts";

export const incidents: Translated<typeof english> = {
  "home.title": "Ждут решения",
  "home.numbers": "Коротко",
  "home.attention": "ждут решения",
  "home.revoking": "отзываются",
  "home.mails": "писем в пути",
  "home.today": "сообщено за 24 часа",
  "home.givenUp":
    "{count, plural, one {# доставку не удалось обработать, попытки прекращены} few {# доставки не удалось обработать, попытки прекращены} many {# доставок не удалось обработать, попытки прекращены} other {# доставки не удалось обработать, попытки прекращены}}.",
  "home.caption": "Что ждёт человека, сначала новое",
  "home.empty":
    "Человека ничего не ждёт. Здесь было бы то, что не удалось отозвать, о чём не удалось сообщить владельцу и что правило оставляет вам.",
  "home.lastReport": "Последнее сообщение пришло {ago}.",
  "home.noReport": "Сообщений ещё не было.",
  "home.why": "Почему",

  "incidents.title": "Инциденты",
  "incidents.caption": "Инциденты, сначала новые",
  "incidents.token": "Токен",
  "incidents.owner": "Владелец",
  "incidents.noOwner": "неизвестен",
  "incidents.state": "Состояние",
  "incidents.verdict": "Вердикт",
  "incidents.source": "Источник",
  "incidents.places": "Места",
  "incidents.reported": "Сообщено",
  "incidents.empty": "Подходящих инцидентов нет. Инцидент появляется, когда источник сообщает о токене известного формата.",
  "incidents.clear": "Показать все",
  "incidents.older": "Старее",
  "incidents.newest": "Новейшие",
  "incidents.pages": "Страницы",

  "search.label": "Поиск",
  "search.button": "Найти",
  "search.any": "любой",
  "search.help": "Как искать",
  "search.intro": "Условия через пробел, должны выполняться все. Значения с пробелами берутся в кавычки. Меню записывают те же условия.",
  "search.term": "Условие",
  "search.allowed": "Значения",
  "search.anyText": "любой текст",

  "key.state": "Состояние",
  "key.verdict": "Вердикт",
  "key.format": "Формат",
  "key.issuer": "Издатель",
  "key.source": "Источник",

  "state.received": "записан",
  "state.revoking": "отзывается",
  "state.revoked": "отозван",
  "state.dismissed": "отклонён",
  "state.needs_attention": "ждёт решения",
  "state.closed": "закрыт",

  "verdict.genuine": "подлинный",
  "verdict.forged": "поддельный",
  "verdict.unknown": "неизвестный",
  "verdict.inactive": "недействующий",

  "nav.check": "Проверить токены",

  "check.title": "Проверить токены",
  "check.paste": "Токены вместе с тем, что вокруг них",
  "check.about": "Их находят и не сохраняют. Ничего не отзывается, пока вы не скажете это на следующей странице.",
  "check.button": "Найти их",
  "check.found":
    "{count, plural, one {Найден # токен} few {Найдено # токена} many {Найдено # токенов} other {Найдено # токена}}, {live, plural, one {действует #} few {действуют #} many {действуют #} other {действуют #}}",
  "check.nothing": "Токенов известного формата здесь нет.",
  "check.undecided": "не удалось спросить издателя",
  "check.incident": "Инцидент",
  "check.unreported": "не сообщалось",
  "check.cannot": "отзывать нечего",
  "check.limit": "Показаны только первые {limit}.",
  "check.effect": "Отмеченное передаётся: правила решают, как при любом сообщении; подлинное отзывается, владельцу сообщают.",
  "check.revoke": "Отозвать отмеченное",
  "check.again": "Проверить другие",
  "check.none": "Ничего не отмечено.",

  "done.handed_in": "Токены переданы; подлинные отзываются.",

  "incidents.emptySoFar": "Среди просмотренных подходящих нет.",
  "incidents.lookedThrough": "Просмотрено инцидентов: {count, number}, есть и более старые. Эта страница доходит до",
  "incidents.lookOn": "Искать дальше в прошлое",
};

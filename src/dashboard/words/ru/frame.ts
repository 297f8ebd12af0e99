import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "Состояние",
  "nav.home": "Ждут решения",
  "nav.endpoints": "Получатели",
  "nav.label": "Страницы",
  "nav.incidents": "Инциденты",
  "nav.audit": "Аудит",
  "nav.sessions": "Сеансы",
  "nav.skip": "К содержанию",
  "nav.signOut": "Выйти",
  "nav.signedInAs": "Вы вошли как",

  "language.title": "Язык",
  "language.auto": "Как просит браузер",

  "theme.change": "Цвета: {theme, select, auto {как в системе} light {светлые} other {тёмные}}. Сменить",

  "role.viewer": "просмотр",
  "role.responder": "реагирование",
  "role.admin": "администратор",
  "role.auditor": "аудитор",

  "done.session_ended": "Сеанс завершён.",
  "done.signed_out": "Вы вышли.",

  "signIn.title": "Вход",
  "signIn.provider": "Войти через вашу организацию",
  "signIn.again": "Подтвердите, кто вы",
  "signIn.againAbout":
    "То, что вы хотите сделать, меняет сразу многое, поэтому нужно было подтвердить, кто вы, за последние {minutes} мин.",
  "signIn.againByLink": "Создайте новую ссылку, войдите по ней и повторите:",
  "signIn.byLink": "Тот, у кого есть доступ к машине, создаёт ссылку для одного входа:",
  "signIn.noWay": "Вход по ссылкам отключён, а поставщик удостоверений не настроен.",
  "signIn.link.title": "Вход в панель",
  "signIn.link.about": "Эта ссылка действует один раз. Ничего не произойдёт, пока вы не нажмёте кнопку.",
  "signIn.link.button": "Войти",

  "sessions.title": "Сеансы",
  "sessions.caption": "Кто вошёл",
  "sessions.who": "Кто",
  "sessions.role": "Роль",
  "sessions.browser": "Браузер",
  "sessions.started": "Вход",
  "sessions.seen": "Последнее использование",
  "sessions.act": "Действие",
  "sessions.end": "Завершить",
  "sessions.endOf": "Завершить сеанс {name}",
  "sessions.own": "этот",
  "roles.caption": "Кто что может",
  "roles.permission": "Право",

  "failure.title": "Не получилось",
  "failure.notFound": "Здесь ничего нет",
  "failure.forbidden": "Вам это нельзя",
  "failure.unavailable": "Не сейчас",
  "failure.internal": "Непредвиденная ошибка на нашей стороне",
  "failure.request": "Тот, кто обслуживает эту установку, найдёт её в журнале по этому номеру:",
  "failure.home": "На первую страницу",
  "failure.role": "Ваша роль: {role}; это могут: {roles}.",

  "time.now": "только что",
  "time.never": "никогда",

  "nav.more": "Ещё",
  "nav.group.work": "Работа",
  "nav.group.records": "Что пришло и ушло",
  "nav.group.health": "Как идут дела",
  "nav.group.settings": "Установка",
  "done.admin_token_ended": "Действие токена прекращено.",
  "adminTokens.caption": "Токены API администратора",
  "adminTokens.none": "Токенов нет. Команда tokenward admin-token создаёт токен для программы.",
  "adminTokens.minted": "Создан",
  "adminTokens.ends": "Действует до",
  "adminTokens.endOf": "Прекратить действие токена {name}",
};

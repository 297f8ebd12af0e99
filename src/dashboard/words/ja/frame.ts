import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "稼働状況",
  "nav.home": "要対応",
  "nav.endpoints": "通知先",
  "nav.label": "画面",
  "nav.incidents": "ケース",
  "nav.audit": "監査",
  "nav.sessions": "セッション",
  "nav.skip": "本文へ移動",
  "nav.signOut": "サインアウト",
  "nav.signedInAs": "サインイン中：",

  "language.title": "言語",
  "language.auto": "ブラウザーに合わせる",

  "theme.change": "配色：{theme, select, auto {システムに合わせる} light {ライト} other {ダーク}}。変更",

  "role.viewer": "閲覧者",
  "role.responder": "対応者",
  "role.admin": "管理者",
  "role.auditor": "監査者",

  "done.session_ended": "セッションを終了しました。",
  "done.signed_out": "サインアウトしました。",

  "signIn.title": "サインイン",
  "signIn.provider": "組織のアカウントでサインイン",
  "signIn.again": "本人確認",
  "signIn.againAbout": "この操作は一度に多くのものを変更するため、直近 {minutes} 分以内の本人確認が必要です。",
  "signIn.againByLink": "新しいリンクを作成し、それでサインインしてから、もう一度操作してください。",
  "signIn.byLink": "このマシンを使える人が、一度だけサインインできるリンクを作成します。",
  "signIn.noWay": "サインイン用リンクは無効で、ID プロバイダーも設定されていません。",
  "signIn.link.title": "ダッシュボードにサインイン",
  "signIn.link.about": "このリンクは一度だけ使えます。ボタンを押すまで何も起こりません。",
  "signIn.link.button": "サインイン",

  "sessions.title": "セッション",
  "sessions.caption": "サインイン中の人",
  "sessions.who": "名前",
  "sessions.role": "役割",
  "sessions.browser": "ブラウザー",
  "sessions.started": "サインイン",
  "sessions.seen": "最終使用",
  "sessions.act": "操作",
  "sessions.end": "終了",
  "sessions.endOf": "{name} のセッションを終了",
  "sessions.own": "このセッション",

  "failure.title": "操作できませんでした",
  "failure.notFound": "ここには何もありません",
  "failure.forbidden": "この操作は許可されていません",
  "failure.unavailable": "今は利用できません",
  "failure.internal": "こちら側の予期しないエラー",
  "failure.request": "この環境の担当者は、次の ID でログから確認できます。",
  "failure.home": "最初の画面へ",
  "failure.role": "あなたの役割は{role}です。この操作ができるのは：{roles}。",

  "time.now": "たった今",
  "time.never": "なし",
};

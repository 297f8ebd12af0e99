import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "設定",
  "nav.setup": "チェックリスト",

  "settings.title": "設定",
  "settings.about":
    "「tokenward config」が示す、現在有効な設定です。サービスの環境で変更し、起動時に読み込まれます。シークレットは表示されません。",
  "settings.name": "変数",
  "settings.value": "値",
  "settings.origin": "出所",
  "settings.origin.environment": "環境",
  "settings.origin.file": "ファイル",
  "settings.origin.default": "既定値",
  "settings.notSet": "未設定：{otherwise}",
  "settings.secretSet": "設定済み（非表示）",
  "settings.file": "設定ファイル",
  "settings.section": "セクション",
  "settings.entries": "項目",
  "settings.noFile": "設定ファイルが指定されていないか、空です。",

  "setup.title": "チェックリスト",
  "setup.about": "この環境に必要なものがそろっているか：「tokenward doctor」が調べる内容と、全体を通した 2 つのテストです。",
  "setup.look": "すべて調べる",
  "setup.lookAbout":
    "データベース、キュー、発行元、メールサーバー、ID プロバイダー、すべての情報源の鍵に問い合わせます。何も変更しません。",
  "setup.found": "調べた結果",
  "setup.part": "項目",
  "setup.verdict": "判定",
  "setup.finding": "結果",
  "setup.todo": "行うこと",
  "setup.ok": "正常",
  "setup.warning": "要確認",
  "setup.failed": "失敗",
  "setup.skipped": "未確認",
  "setup.sum":
    "{failed, plural, =0 {失敗はありません} other {# 項目が失敗しました}}。{warning, plural, =0 {ほかに確認するものはありません} other {# 項目は要確認です}}。",
  "setup.address": "あなたのメールアドレス",
  "setup.mail": "テストメールを送信",
  "setup.mailAbout": "所有者へのメールと同じ経路でテストメッセージを送ります。",
  "setup.mailSent": "メールサーバーが受理しました：{response}",
  "setup.alert": "テストアラートを送信",
  "setup.alertAbout":
    "組み込みの発行元であなたのトークンを作成し、流出したものとして提出し、その結果を表示します。1 秒以内に失効し、メールで知らせが届くはずです。情報源の署名はテストしません。鍵を取得できるかどうかは上の一覧に含まれます。",
  "setup.cli": "コードホストと同じように署名する場合：",

  "done.alert_sent": "テストアラートを送信しました。表示されるまで再読み込みしてください。",

  "offer.about": "すべてが動くことを確かめる：",
  "offer.link": "テストアラートを送信",
  "offer.last": "最後：",
};

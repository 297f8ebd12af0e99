import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "統計",

  "figures.title": "統計",
  "figures.range": "期間",
  "figures.range.24h": "24 時間",
  "figures.range.7d": "7 日間",
  "figures.range.30d": "30 日間",
  "figures.range.90d": "90 日間",
  "figures.reports": "報告",
  "figures.reports.day": "1 日ごとの報告",
  "figures.reports.hour": "1 時間ごとの報告",
  "figures.reports.summary": "{total, plural, other {# 件の報告}}、最大 {highest, number} 件",
  "figures.reports.highest": "最大 {highest, number} 件",
  "figures.day": "日（UTC）",
  "figures.hour": "時（UTC）",
  "figures.asTable": "表で見る",
  "figures.cut": "受信が集計の上限を超えています。最新の 100,000 件だけを集計しています。",
  "figures.revoked": "報告から失効まで",
  "figures.told": "報告からメールまで",
  "figures.slowest": "失効に最も時間がかかった 10 件",
  "figures.slowestTold": "通知が最も遅かった10件",
  "figures.by.issuer": "発行元",
  "figures.took": "所要時間",
  "figures.of": "対象",
  "figures.count": "件数",
  "figures.within": "{time} 以内",
  "figures.objective": "破線：{time}（目標）",
  "figures.legend": "太い印：半数はこれより速い。箱：10 件中 9 件まで。細い線：100 件中 99 件まで。目盛りは 10 の累乗です。",
  "figures.none": "この期間のデータはありません。トークンが報告され、失効し、通知されると表示されます。",
  "figures.by.all": "すべて",
  "figures.by.source": "情報源",
  "figures.by.format": "形式",
  "figures.bounds":
    "この期間の最新 100,000 件のケースと受信から、最大 1 分前の時点で集計しています。リポジトリ、パス、個人は集計しません。",

  "live.new": "{more, select, yes {新着 {count, number} 件以上} other {新着 {count, number} 件}}",

  "keys.title": "キー操作",
  "keys.search": "検索へ",
  "keys.help": "この一覧",
  "keys.down": "次の行",
  "keys.up": "前の行",
  "keys.tick": "行を選択",
  "keys.open": "行を開く",
  "keys.revoke": "失効へ",
  "keys.on": "単独のキー操作を使う",
  "keys.close": "閉じる",

  "export.about": "この一覧全体を書き出す：",
  "export.file": "ファイルとして",

  "timeline.cut": "全 {all, number} 件のうち、最初の {first, number} 件と最新の {newest, number} 件だけを表示しています。",
  "timeline.all": "監査記録ですべて見る",

  "places.cut": "最初の {count, number} 件だけを表示しています。",

  "timeline.seen": "別の場所で発見",
  "timeline.owed": "メールの送信が必要：{template}",
  "timeline.link": "この項目へのリンク：{time}",
  "timeline.mail": "メール",

  "keys.assign": "割り当てへ",
  "keys.close_as": "終了へ",
};

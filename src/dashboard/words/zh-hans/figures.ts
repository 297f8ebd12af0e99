import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "统计",

  "figures.title": "统计",
  "figures.range": "时间范围",
  "figures.range.24h": "24 小时",
  "figures.range.7d": "7 天",
  "figures.range.30d": "30 天",
  "figures.range.90d": "90 天",
  "figures.reports": "报告",
  "figures.reports.day": "每日报告",
  "figures.reports.hour": "每小时报告",
  "figures.reports.summary": "{total, plural, other {# 份报告}}，单次最多 {highest, number} 份",
  "figures.reports.highest": "最多 {highest, number}",
  "figures.day": "日期（UTC）",
  "figures.hour": "小时（UTC）",
  "figures.asTable": "以表格显示",
  "figures.cut": "投递数量超过统计上限：只统计最新的 100,000 次。",
  "figures.revoked": "从报告到吊销",
  "figures.told": "从报告到邮件",
  "figures.slowest": "最慢的十次吊销",
  "figures.slowestTold": "通知最迟的十个所有者",
  "figures.by.issuer": "签发方",
  "figures.took": "用时",
  "figures.of": "范围",
  "figures.count": "数量",
  "figures.within": "{time} 以内",
  "figures.objective": "虚线：{time}，目标",
  "figures.legend": "粗标记：一半更快。方框：到十分之九。细线：到百分之九十九。刻度按十的幂次排列。",
  "figures.none": "此时间范围内没有数据。令牌被报告、吊销并通知后，才会有统计。",
  "figures.by.all": "全部",
  "figures.by.source": "来源",
  "figures.by.format": "格式",
  "figures.bounds": "取自此时间范围内最新的 100,000 个事件和投递，数据最多滞后一分钟。不统计仓库、路径或个人。",

  "live.new": "{more, select, yes {{count, number} 条或更多新内容} other {{count, number} 条新内容}}",

  "keys.title": "快捷键",
  "keys.search": "转到搜索",
  "keys.help": "显示本表",
  "keys.down": "下一行",
  "keys.up": "上一行",
  "keys.tick": "勾选该行",
  "keys.open": "打开该行",
  "keys.revoke": "转到吊销",
  "keys.on": "启用单键操作",
  "keys.close": "关闭",

  "export.about": "将整个列表导出为：",
  "export.file": "导出文件",

  "timeline.cut": "共 {all, number} 条，只显示前 {first, number} 条和最新的 {newest, number} 条。",
  "timeline.all": "在审计记录中查看全部",

  "places.cut": "只显示前 {count, number} 个。",

  "timeline.seen": "在另一处发现",
  "timeline.owed": "需要发送邮件：{template}",
  "timeline.link": "此条目的链接：{time}",
  "timeline.mail": "邮件",

  "keys.assign": "转到分派",
  "keys.close_as": "转到关闭",
};

import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "设置",
  "nav.setup": "检查清单",

  "settings.title": "设置",
  "settings.about": "当前生效的配置，与“tokenward config”所示一致。在服务的环境中修改，启动时读取。密钥从不显示。",
  "settings.name": "变量",
  "settings.value": "值",
  "settings.origin": "来自",
  "settings.origin.environment": "环境",
  "settings.origin.file": "文件",
  "settings.origin.default": "默认值",
  "settings.notSet": "未设置：{otherwise}",
  "settings.secretSet": "已设置，不显示",
  "settings.file": "配置文件",
  "settings.section": "部分",
  "settings.entries": "条目",
  "settings.noFile": "未指定配置文件，或文件为空。",

  "setup.title": "检查清单",
  "setup.about": "此系统所需的是否齐备：“tokenward doctor”检查的内容，以及两项全程测试。",
  "setup.look": "全部检查",
  "setup.lookAbout": "询问数据库、队列、签发方、邮件服务器、身份提供方和所有来源的密钥。不会改变任何内容。",
  "setup.found": "检查结果",
  "setup.part": "部分",
  "setup.verdict": "判定",
  "setup.finding": "结果",
  "setup.todo": "该做什么",
  "setup.ok": "正常",
  "setup.warning": "值得一看",
  "setup.failed": "失败",
  "setup.skipped": "未检查",
  "setup.sum": "{failed, plural, =0 {没有失败} other {# 项失败}}；{warning, plural, =0 {没有其他需要查看的} other {# 项值得一看}}。",
  "setup.address": "您的邮件地址",
  "setup.mail": "发送测试邮件",
  "setup.mailAbout": "一条测试消息，途径与发给所有者的邮件相同。",
  "setup.mailSent": "邮件服务器已接受：{response}",
  "setup.alert": "发送测试警报",
  "setup.alertAbout":
    "由内置签发方签发一个属于您的令牌，将其作为泄露令牌提交，并显示结果：它应在一秒内被吊销，并有邮件通知您。这不测试来源的签名：其密钥能否获取见上方列表。",
  "setup.cli": "像代码托管平台那样签名：",

  "done.alert_sent": "测试警报已发出。请刷新页面直到它出现。",

  "offer.about": "看看是否一切正常：",
  "offer.link": "发送测试警报",
  "offer.last": "最近一次：",
};

import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "运行状况",
  "nav.home": "待处理",
  "nav.endpoints": "端点",
  "nav.label": "页面",
  "nav.incidents": "事件",
  "nav.audit": "审计",
  "nav.sessions": "会话",
  "nav.skip": "跳到内容",
  "nav.signOut": "退出登录",
  "nav.signedInAs": "当前登录：",

  "language.title": "语言",
  "language.auto": "跟随浏览器",

  "theme.change": "配色：{theme, select, auto {跟随系统} light {浅色} other {深色}}。切换",

  "role.viewer": "查看者",
  "role.responder": "响应者",
  "role.admin": "管理员",
  "role.auditor": "审计员",

  "done.session_ended": "会话已结束。",
  "done.signed_out": "您已退出登录。",

  "signIn.title": "登录",
  "signIn.provider": "通过您的组织登录",
  "signIn.again": "确认您的身份",
  "signIn.againAbout": "您要做的操作会一次改变很多内容，因此需要在最近 {minutes} 分钟内验证过身份。",
  "signIn.againByLink": "请生成新链接并用它登录，然后重试：",
  "signIn.byLink": "有权访问该主机的人可以生成一次性登录链接：",
  "signIn.noWay": "登录链接已关闭，且未配置身份提供方。",
  "signIn.link.title": "登录控制台",
  "signIn.link.about": "此链接只能使用一次。在您按下按钮之前不会发生任何事。",
  "signIn.link.button": "登录",

  "sessions.title": "会话",
  "sessions.caption": "已登录的人",
  "sessions.who": "谁",
  "sessions.role": "角色",
  "sessions.browser": "浏览器",
  "sessions.started": "登录时间",
  "sessions.seen": "上次使用",
  "sessions.act": "操作",
  "sessions.end": "结束",
  "sessions.endOf": "结束 {name} 的会话",
  "sessions.own": "当前会话",

  "failure.title": "操作未成功",
  "failure.notFound": "这里什么都没有",
  "failure.forbidden": "您无权执行此操作",
  "failure.unavailable": "暂时不行",
  "failure.internal": "我们这边发生了意外错误",
  "failure.request": "维护此系统的人可以凭此 ID 在日志中找到它：",
  "failure.home": "回到首页",
  "failure.role": "您的角色是{role}；此操作需要：{roles}。",

  "time.now": "刚刚",
  "time.never": "从未",
};

import type { Catalogue } from "../catalogue.ts";

/** Simplified Chinese. */
export const zhHans: Catalogue = {
  language: "zh-Hans",
  dir: "ltr",
  messages: {
    "revoked.subject": "[{product}] 您的令牌“{name}”被公开，我们已将其吊销",
    "revoked.subject.short": "[{product}] 令牌“{name}”被公开，已吊销",
    "revoked.opening": "您的 {product} 令牌“{name}”在公开渠道被发现，现已失效：我们于 {at} 将其吊销。",
    "revoked.attenuated": "被发现的副本带有额外的限制。我们吊销了生成它的原令牌，因此它的所有副本也一并失效。",

    "harmless.subject": "[{product}] 发现您的令牌“{name}”的一个过期副本被公开",
    "harmless.subject.short": "[{product}] 发现“{name}”的过期副本",
    "harmless.opening":
      "您的 {product} 令牌“{name}”的一个副本在公开渠道被发现。该副本已经过期，任何人都无法使用，因此您的令牌没有被吊销，可以继续使用。",
    "harmless.steps.look": "请查明谁持有该副本以及它是如何被公开的：公开过期副本的人手中也许还有未过期的副本。",
    "harmless.steps.replace": "如果令牌本身也可能已被看到，请在创建该令牌的地方创建新令牌，并吊销这一个。",
    "harmless.reason":
      "{source} 向我们报告了该副本。我们证实它由您的令牌生成，且其自身的期限已过；令牌属于您，所以通知您。我们只保存该副本的带密钥的哈希指纹，从不保存副本本身。",

    "exposed.subject": "[{product}] 您的令牌“{name}”已被公开，且仍然有效",
    "exposed.subject.short": "[{product}] 您的令牌“{name}”已被公开",
    "exposed.opening": "您的 {product} 令牌“{name}”在公开渠道被发现。它仍然有效，任何发现它的人都可以使用：请立即吊销。",
    "exposed.steps.revoke": "请吊销该令牌。目前还没有人吊销它。",
    "exposed.reason":
      "{source} 向我们报告了该令牌。我们证实它是真实的；它属于您，所以通知您。我们只保存该令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "pending.subject": "[{product}] 您的令牌“{name}”已被公开，我们尚未能将其吊销",
    "pending.subject.short": "[{product}] 令牌“{name}”尚未吊销",
    "pending.opening":
      "您的 {product} 令牌“{name}”在公开渠道被发现。我们尚未能将其吊销，仍在继续尝试；在此之前，任何发现它的人都可以使用。",
    "pending.steps.revoke": "如果可以，请在创建该令牌的地方自行吊销它。",

    "again.subject": "[{product}] 您的令牌“{name}”再次在公开渠道被发现",
    "again.subject.short": "[{product}] 令牌“{name}”再次被发现",
    "again.opening.revoked":
      "您的 {product} 令牌“{name}”又在{count, plural, other { # 处公开位置}}被发现。它自 {at} 起已失效：无需再吊销。",
    "again.opening.alive":
      "您的 {product} 令牌“{name}”又在{count, plural, other { # 处公开位置}}被发现。它仍然有效，任何发现它的人都可以使用：请立即吊销。",
    "again.steps.remove": "如果可以，请从发现它的地方及其历史记录中删除该令牌。",
    "again.reason":
      "{source} 再次向我们报告了该令牌。令牌属于您，所以我们会以逐渐加长的间隔通知您新的位置。我们只保存该令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "many.subject": "[{product}] 您的{count, plural, other { # 个令牌}}在公开渠道被发现",
    "many.opening": "您的{count, plural, other { # 个 {product} 令牌}}在公开渠道被发现。各自的处理结果见下文。",
    "many.state": "处理结果",
    "many.steps.replace": "在创建旧令牌的地方创建新令牌，并在所有使用旧令牌的地方替换。请先处理仍然有效的令牌，并将其吊销。",
    "many.reason":
      "我们收到了关于这些令牌的报告。我们证实每一个都是真实的；它们属于您，所以通知您。我们只保存令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "state.revoked": "已于 {at} 吊销",
    "state.suspended": "已于 {at} 暂停",
    "state.pending": "尚未能吊销；仍然有效",
    "state.exposed": "仍然有效",
    "state.harmless": "一个过期副本；令牌仍然有效",
    "state.again": "再次被发现；此前已吊销",
    "state.restored": "已恢复有效：这是误报",

    "admin.subject": "[{product}] 管理员吊销了您的令牌“{name}”",
    "admin.subject.short": "[{product}] 管理员吊销了“{name}”",
    "admin.opening": "{product} 的管理员于 {at} 吊销了您的令牌“{name}”。它已失效。",
    "admin.given": "给出的原因：{reason}",
    "admin.reason": "这是 {product} 管理员的决定；令牌属于您，所以通知您。我们只保存该令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "restored.subject": "[{product}] 您的令牌“{name}”已恢复有效",
    "restored.subject.short": "[{product}] 令牌“{name}”已恢复",
    "restored.opening": "您的 {product} 令牌“{name}”已恢复有效。我们曾根据一份报告将其吊销，而该报告有误。给您带来不便，我们深表歉意。",
    "restored.steps.check": "请检查所有使用该令牌的地方是否已恢复正常。",
    "restored.steps.extra": "如果您在此期间创建了新令牌，请吊销不需要的那一个。",
    "restored.reason": "令牌被吊销时我们通知过您，现在告知您结果。我们只保存该令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "suspended.subject": "[{product}] 您的令牌“{name}”被公开，我们已将其暂停",
    "suspended.subject.short": "[{product}] 令牌“{name}”已暂停",
    "suspended.opening": "您的 {product} 令牌“{name}”在公开渠道被发现。我们于 {at} 将其暂停：目前无法使用。",
    "suspended.until":
      "请在{days, plural, other { # 天}}内（{until} 之前）确认报告是否属实。如果无人指出报告有误，届时我们将永久吊销该令牌。",
    "suspended.open": "在有人作出决定之前，它将保持暂停。请确认报告是否属实。",
    "suspended.steps.confirm": "请告诉我们报告是否属实：被公开的令牌必须吊销，未被公开的可以恢复。",
    "suspended.reason":
      "{source} 向我们报告了该令牌。我们证实它是真实的并将其暂停；令牌属于您，所以通知您。我们只保存该令牌的带密钥的哈希指纹，从不保存令牌本身。",

    "test.subject": "[{product}] 测试邮件",
    "test.opening": "这是一封测试邮件：您可以收到 {product} 的邮件。",
    "test.nothing": "没有发现任何内容，也没有吊销任何令牌。您无需采取任何行动。",
    "test.reason": "{product} 的运营人员要求发送此邮件。",

    "unreachable.subject": "[{product}] 无法联系令牌“{name}”的所有者",
    "unreachable.subject.short": "[{product}] 无法联系“{name}”的所有者",
    "unreachable.opening": "{product} 令牌“{name}”在公开渠道被发现，但其所有者的任何地址都不接收我们的邮件。该事件正在等待人工处理。",
    "unreachable.last": "最后的结果：{reason}",
    "unreachable.steps.find": "请用其他方式通知所有者。",
    "unreachable.steps.close": "然后关闭该事件。",
    "unreachable.reason": "您收到此邮件，是因为这是 {product} 运营人员的地址。",

    "brief.note": "由于此地址从未经过验证，本邮件内容从简。请按平时的方式登录 {product} 了解详情。",
    "page.link": "查看完整事件并答复： {link}",

    "facts.caption": "发现的内容",
    "facts.token": "令牌",
    "facts.id": "令牌 ID",
    "facts.hint": "部分内容",
    "facts.account": "账户",
    "facts.created": "创建时间",
    "facts.used": "上次使用",
    "facts.used.unknown": "没有使用记录",
    "facts.expires": "原定到期",
    "facts.scopes": "权限",
    "facts.scopes.more": "以及另外 {count} 项",
    "facts.found": "发现位置",
    "facts.found.kind": "{where} （{kind}）",
    "facts.found.unknown": "我们未被告知位置。",
    "facts.found.others": "以及另外 {count, plural, other {# 处}}",
    "facts.reporter": "报告方",
    "facts.seen": "首次报告",
    "facts.case": "事件编号",

    "steps.heading": "现在该做什么",
    "steps.replace": "在创建旧令牌的地方创建新令牌，并在所有使用旧令牌的地方替换。",
    "steps.prevent": "查明旧令牌是如何被公开的，以免新令牌重蹈覆辙。请把令牌保存在密钥管理工具中，不要放在会被共享或提交的文件里。",
    "steps.review": "查看您的账户近期的操作，撤销您不认识的操作。",

    "use.heading": "它被使用过吗？",
    "use.unknown": "我们没有该令牌的使用记录。这并不表示没有人使用过它。",
    "use.before":
      "它最后一次被使用是在 {used}，早于首次报告的时间 {seen}。它可能在报告之前就已被公开：如果那次使用不是您所为，说明令牌曾在他人手中。",
    "use.after": "它最后一次被使用是在 {used}，晚于首次报告的时间 {seen}。如果那次使用不是您所为，说明令牌曾在他人手中：请先完成第三步。",

    "stranger.heading": "如果不是您公开的",
    "stranger.recover": "那么令牌曾在他人手中。请更改密码，并检查最近的登录记录和其他令牌中是否有您不认识的。",
    "stranger.contact": "如需帮助，请写信至 {address} 并注明事件编号。",
    "stranger.contact.unknown": "如需帮助，请联系 {product} 的运营人员并注明事件编号。",

    "why.heading": "您为何收到此邮件",
    "why.reason":
      "{source} 向我们报告了该令牌。我们证实它是真实的并将其吊销；令牌属于您，所以通知您。我们只保存令牌的带密钥的哈希指纹，从不保存令牌本身。",
    "why.check":
      "要核实此邮件的真伪，您无需点击其中的任何内容：请通过您已知的方式联系 {product} 的运营人员，并注明事件编号。我们绝不会索取密码或令牌。",

    "signature.plain": "系统自动发送。",
    "signature.automatic": "因您的账户受到影响，系统自动发送此邮件。",

    "page.promise": "打开此页面不会改变任何内容。它只显示这一个事件，从不显示令牌。",
    "page.until": "此页面在 {at} 之前可以打开。",
    "page.timeline": "经过",
    "page.event.reported": "由 {source} 报告",
    "page.event.again": "再次报告",
    "page.event.postponed": "尚未能吊销",
    "page.event.revoked": "已吊销",
    "page.event.suspended": "已暂停",
    "page.event.restored": "已恢复有效",
    "page.event.mailed": "已发送邮件",
    "page.event.answered": "已在此页面答复",
    "page.event.closed": "事件已关闭",
    "page.ask": "您的答复",
    "page.answer.replaced": "我已更换",
    "page.answer.not_me": "不是我公开的",
    "page.answer.false_positive": "这是误报",
    "page.answered": "您于 {at} 的答复：{answer}。",
    "page.gone": "此链接已过期，或未完整复制。",
    "page.gone.help": "请联系 {product} 的运营人员并注明事件编号。",
  },
};

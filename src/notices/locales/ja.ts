import type { Catalogue } from "../catalogue.ts";

/** Japanese. */
export const ja: Catalogue = {
  language: "ja",
  dir: "ltr",
  messages: {
    "revoked.subject": "[{product}] 公開の場で見つかったトークン「{name}」を失効させました",
    "revoked.subject.short": "[{product}] 公開されたトークン「{name}」を失効",
    "revoked.opening":
      "お使いの {product} のトークン「{name}」が公開の場で見つかったため、{at} に失効させました。このトークンはもう使えません。",
    "revoked.attenuated":
      "見つかったコピーには追加の制限が付いていました。元のトークンを失効させたため、そのすべてのコピーも使えなくなりました。",

    "harmless.subject": "[{product}] トークン「{name}」の期限切れのコピーが公開の場で見つかりました",
    "harmless.subject.short": "[{product}] 「{name}」の期限切れコピーを発見",
    "harmless.opening":
      "お使いの {product} のトークン「{name}」のコピーが公開の場で見つかりました。このコピーは期限が切れており、誰にも使えません。そのためトークンは失効させておらず、引き続きお使いいただけます。",
    "harmless.steps.look":
      "このコピーを誰が持ち、どのように公開されたかを確かめてください。期限切れのコピーを公開した人は、有効なコピーも持っているかもしれません。",
    "harmless.steps.replace":
      "トークンそのものも見られた可能性がある場合は、このトークンを作成した場所で新しいトークンを作り、このトークンを失効させてください。",
    "harmless.reason":
      "{source} からこのコピーの報告を受けました。お使いのトークンから作られたものであり、コピー自身の期限が切れていることを確認し、トークンの所有者であるあなたにお知らせしています。コピーそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "exposed.subject": "[{product}] トークン「{name}」が公開されており、まだ有効です",
    "exposed.subject.short": "[{product}] 「{name}」が公開されています",
    "exposed.opening":
      "お使いの {product} のトークン「{name}」が公開の場で見つかりました。見つけた人は誰でもまだ使えます。今すぐ失効させてください。",
    "exposed.steps.revoke": "トークンを失効させてください。まだ誰も失効させていません。",
    "exposed.reason":
      "{source} からこのトークンの報告を受けました。本物であることを確認し、トークンの所有者であるあなたにお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "pending.subject": "[{product}] 公開されたトークン「{name}」をまだ失効できていません",
    "pending.subject.short": "[{product}] トークン「{name}」は未失効です",
    "pending.opening":
      "お使いの {product} のトークン「{name}」が公開の場で見つかりました。まだ失効させることができておらず、引き続き試みています。それまでは、見つけた人は誰でも使えます。",
    "pending.steps.revoke": "可能であれば、トークンを作成した場所でご自身で失効させてください。",

    "again.subject": "[{product}] トークン「{name}」が再び公開の場で見つかりました",
    "again.subject.short": "[{product}] トークン「{name}」を再び発見",
    "again.opening.revoked":
      "お使いの {product} のトークン「{name}」が、ほかにも {count, plural, other {# か所}}の公開の場で見つかりました。{at} からはもう使えないため、これ以上失効させるものはありません。",
    "again.opening.alive":
      "お使いの {product} のトークン「{name}」が、ほかにも {count, plural, other {# か所}}の公開の場で見つかりました。見つけた人は誰でもまだ使えます。今すぐ失効させてください。",
    "again.steps.remove": "可能であれば、見つかった場所とその履歴からトークンを取り除いてください。",
    "again.reason":
      "{source} からこのトークンの報告を再び受けました。ほかの場所については、間隔を広げながらトークンの所有者であるあなたにお知らせします。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "many.subject": "[{product}] {count, plural, other {# 個}}のトークンが公開の場で見つかりました",
    "many.opening":
      "お使いの {product} のトークン {count, plural, other {# 個}}が公開の場で見つかりました。それぞれがどうなったかは以下のとおりです。",
    "many.state": "結果",
    "many.steps.replace":
      "古いトークンを作成した場所で新しいトークンを作り、使っていたすべての場所で置き換えてください。まだ使えるものから始め、それらを失効させてください。",
    "many.reason":
      "これらのトークンの報告を受けました。それぞれが本物であることを確認し、所有者であるあなたにお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "state.revoked": "{at} に失効",
    "state.suspended": "{at} に一時停止",
    "state.pending": "まだ失効できていません。現在も有効です",
    "state.exposed": "現在も有効です",
    "state.harmless": "期限切れのコピー。トークンは有効です",
    "state.again": "再び発見。失効済みです",
    "state.restored": "再び有効です。誤報でした",

    "admin.subject": "[{product}] 管理者がトークン「{name}」を失効させました",
    "admin.subject.short": "[{product}] 管理者が「{name}」を失効",
    "admin.opening": "{product} の管理者が、お使いのトークン「{name}」を {at} に失効させました。このトークンはもう使えません。",
    "admin.given": "示された理由：{reason}",
    "admin.reason":
      "{product} の管理者がこのように決定し、トークンの所有者であるあなたにお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "restored.subject": "[{product}] トークン「{name}」が再び使えるようになりました",
    "restored.subject.short": "[{product}] トークン「{name}」が再び有効に",
    "restored.opening":
      "お使いの {product} のトークン「{name}」が再び使えるようになりました。報告を受けて失効させましたが、その報告は誤りでした。ご迷惑をおかけして申し訳ありません。",
    "restored.steps.check": "このトークンを使うものがすべて再び動くことを確認してください。",
    "restored.steps.extra": "その間に新しいトークンを作成した場合は、不要なほうを失効させてください。",
    "restored.reason":
      "トークンを失効させたときにお知らせし、今その結果をお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "suspended.subject": "[{product}] 公開の場で見つかったトークン「{name}」を一時停止しました",
    "suspended.subject.short": "[{product}] トークン「{name}」を一時停止",
    "suspended.opening": "お使いの {product} のトークン「{name}」が公開の場で見つかったため、{at} に一時停止しました。今は使えません。",
    "suspended.until":
      "{days, plural, other {# 日}}以内（{until} まで）に、報告が正しいかどうかをお知らせください。誤りだという連絡がなければ、その時点でトークンを完全に失効させます。",
    "suspended.open": "担当者が判断するまで一時停止のままです。報告が正しいかどうかをお知らせください。",
    "suspended.steps.confirm":
      "報告が正しいかどうかをお知らせください。公開されたトークンは失効させる必要がありますが、そうでなければ元に戻せます。",
    "suspended.reason":
      "{source} からトークンの報告を受けました。本物であることを確認して一時停止し、所有者であるあなたにお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",

    "test.subject": "[{product}] テストメッセージ",
    "test.opening": "これはテストメッセージです。{product} からのメールは届いています。",
    "test.nothing": "何も見つかっておらず、何も失効させていません。何もする必要はありません。",
    "test.reason": "{product} の運営者がこのメッセージを依頼しました。",

    "unreachable.subject": "[{product}] トークン「{name}」の所有者に連絡できません",
    "unreachable.subject.short": "[{product}] 「{name}」の所有者に連絡不可",
    "unreachable.opening":
      "{product} のトークン「{name}」が公開の場で見つかりましたが、所有者のどのアドレスにもメールが届きません。担当者による対応が必要です。",
    "unreachable.last": "最後の結果：{reason}",
    "unreachable.steps.find": "所有者に知らせる別の方法を探してください。",
    "unreachable.steps.close": "そのあとでケースを閉じてください。",
    "unreachable.reason": "このアドレスが {product} の運営者のものであるため、お送りしています。",

    "brief.note":
      "このアドレスは確認されていないため、短い内容でお送りしています。詳しくは、いつもの方法で {product} にサインインしてご確認ください。",
    "page.link": "ケースの詳細を見て回答する： {link}",

    "facts.caption": "見つかったもの",
    "facts.token": "トークン",
    "facts.id": "トークン ID",
    "facts.hint": "トークンの一部",
    "facts.account": "アカウント",
    "facts.created": "作成日時",
    "facts.used": "最終使用",
    "facts.used.unknown": "使用の記録はありません",
    "facts.expires": "本来の期限",
    "facts.scopes": "権限",
    "facts.scopes.more": "ほか {count} 件",
    "facts.found": "発見場所",
    "facts.found.kind": "{where} （{kind}）",
    "facts.found.unknown": "場所は知らされていません。",
    "facts.found.others": "ほか {count, plural, other {# か所}}",
    "facts.reporter": "報告者",
    "facts.seen": "最初の報告",
    "facts.case": "ケース番号",

    "steps.heading": "今すぐ行うこと",
    "steps.replace": "古いトークンを作成した場所で新しいトークンを作り、古いトークンを使っていたすべての場所で置き換えてください。",
    "steps.prevent":
      "新しいトークンまで公開されないように、古いトークンがどのように公開されたかを確かめてください。トークンは、共有されたりコミットされたりするファイルではなく、シークレット管理の仕組みに保管してください。",
    "steps.review": "アカウントの最近の操作を確認し、心当たりのないものは元に戻してください。",

    "use.heading": "使われましたか",
    "use.unknown": "このトークンの使用の記録はありません。誰にも使われなかったという意味ではありません。",
    "use.before":
      "最後に使われたのは {used} で、最初の報告（{seen}）より前です。報告より前から公開されていた可能性があります。この使用に心当たりがなければ、ほかの誰かがトークンを持っていました。",
    "use.after":
      "最後に使われたのは {used} で、最初の報告（{seen}）より後です。この使用に心当たりがなければ、ほかの誰かがトークンを持っていました。まず 3 番目の手順から始めてください。",

    "stranger.heading": "ご自身で公開したのではない場合",
    "stranger.recover":
      "ほかの誰かがあなたのトークンを持っていたことになります。パスワードを変更し、最近のサインインとほかのトークンに心当たりのないものがないか確認してください。",
    "stranger.contact": "お困りのときは、ケース番号を添えて {address} までご連絡ください。",
    "stranger.contact.unknown": "お困りのときは、ケース番号を添えて {product} の運営者にご連絡ください。",

    "why.heading": "このメールが届いた理由",
    "why.reason":
      "{source} からトークンの報告を受けました。本物であることを確認して失効させ、所有者であるあなたにお知らせしています。トークンそのものは保存せず、鍵付きのフィンガープリントだけを保存します。",
    "why.check":
      "このメールが本物かどうかは、何もクリックせずに確かめられます。すでにご存じの方法で {product} の運営者に連絡し、ケース番号をお伝えください。パスワードやトークンをお尋ねすることは決してありません。",

    "signature.plain": "自動的に送信されました。",
    "signature.automatic": "あなたのアカウントに関わるため、自動的に送信されました。",

    "page.promise": "このページを開いても何も変わりません。表示するのはこのケースだけで、トークンは決して表示しません。",
    "page.until": "このページは {at} まで開けます。",
    "page.timeline": "経過",
    "page.event.reported": "{source} からの報告",
    "page.event.again": "再度の報告",
    "page.event.postponed": "まだ失効できていません",
    "page.event.revoked": "失効",
    "page.event.suspended": "一時停止",
    "page.event.restored": "再び有効に",
    "page.event.mailed": "メールを送信",
    "page.event.answered": "このページでの回答",
    "page.event.closed": "ケースを終了",
    "page.ask": "あなたの回答",
    "page.answer.replaced": "置き換えました",
    "page.answer.not_me": "自分では公開していません",
    "page.answer.false_positive": "これは誤報です",
    "page.answered": "{at} の回答：{answer}。",
    "page.gone": "このリンクは期限が切れたか、すべてコピーされていません。",
    "page.gone.help": "ケース番号を添えて {product} の運営者にご連絡ください。",
  },
};

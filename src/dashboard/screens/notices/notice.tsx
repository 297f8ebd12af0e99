import type { JSX } from "preact";
import { cleanLine } from "../../../kernel/text.ts";
import type { MailMessage } from "../../../notices/mail/mailer.ts";
import type { NoticeLine } from "../../../notices/outbox/log.sql.ts";
import { refusalToResend } from "../../../notices/outbox/resending.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Address } from "../../ui/list/address.tsx";
import { Answer, NoticeMark, nameOfMail } from "../../ui/list/notice-marks.tsx";
import { Tries } from "../../ui/list/tries.tsx";
import { usePage } from "../../ui/page.ts";
import { Reserved } from "../../ui/reserved.tsx";
import { Fact } from "../../ui/table.tsx";
import { Ago, At, Foreign } from "../../ui/text.tsx";

interface NoticePageProps {
  readonly line: NoticeLine;
  /** Null: whoever asks may not see it. */
  readonly rendered: { readonly mail: MailMessage; readonly others: number } | null;
}

/** One mail: what became of it, and what it says. */
export function NoticePage({ line, rendered }: NoticePageProps): JSX.Element {
  return (
    <>
      <Facts line={line} />
      <Resend line={line} />
      <Mail rendered={rendered} />
    </>
  );
}

function Facts({ line }: Pick<NoticePageProps, "line">): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">
        <Address of={line.recipient_email} />
      </h2>
      <dl class="facts">
        <Fact title={words.text("incident.noticeKind")}>
          {nameOfMail(line.template, words)} (<bdi>{line.locale}</bdi>)
        </Fact>
        <Fact title={words.text("incidents.token")}>
          <Link to={path`/admin/incidents/${line.incident_id}`} class="mono">
            <Foreign text={line.token_hint} max={80} />
          </Link>
        </Fact>
        <Fact title={words.text("key.state")}>
          <NoticeMark state={line.state} />{" "}
          {line.folded_into !== null && <Link to={path`/admin/notices/${line.folded_into}`}>{words.text("notice.byAnother")}</Link>}
        </Fact>
        <Fact title={words.text("incident.attempts")}>
          {words.number(line.attempts)} · <Ago at={line.attempted_at} />
          <Tries of={line.tries} most={30} />
        </Fact>
        <Fact title={words.text("incident.response")}>
          <Answer of={line.last_response} />
        </Fact>
        <Fact title={words.text("endpoints.message.next")}>
          {line.next_at === null ? words.text("notice.noNext") : <At at={line.next_at} />}
        </Fact>
        <Fact title={words.text("incident.sent")}>{line.sent_at === null ? words.text("time.never") : <At at={line.sent_at} />}</Fact>
        <Fact title="Message-ID">
          <code class="wrap">{line.message_id}</code>
        </Fact>
      </dl>
    </section>
  );
}

function Resend({ line }: Pick<NoticePageProps, "line">): JSX.Element {
  const { visitor, words } = usePage();
  if (visitor?.may("incidents:act") !== true)
    return (
      <p>
        <Reserved label={words.text("notice.resend")} permission="incidents:act" />
      </p>
    );
  const retried = line.dead_at !== null && line.incident_state === "needs_attention";
  const refusal = retried ? null : refusalToResend(line);
  return (
    <Form to={path`/admin/notices/${line.id}/resend`} class="card">
      <Button kind="main" refused={refusal === null ? null : words.text(`notice.resend.${refusal}`)}>
        {words.text("notice.resend")}
      </Button>{" "}
      {refusal === null && <small>{words.text("notice.resend.about")}</small>}
    </Form>
  );
}

function Mail({ rendered }: Pick<NoticePageProps, "rendered">): JSX.Element {
  const { words } = usePage();
  if (rendered === null) return <p class="quiet">{words.text("notice.mail.hidden")}</p>;
  const { mail, others } = rendered;
  return (
    <section class="card" aria-labelledby="mail">
      <h2 id="mail">{words.text("notice.mail.title")}</h2>
      <p class="note">{words.text("notice.mail.about")}</p>
      {others > 0 && <p>{words.text("notice.mail.others", { count: others })}</p>}
      <p>
        <strong>
          <Foreign text={mail.subject} />
        </strong>
      </p>
      <pre class="mail" lang={mail.language}>
        {linesOf(mail.text)}
      </pre>
    </section>
  );
}

const LINE_MAX = 2_000;

/** Its lines, each without what would reorder or hide text. */
function linesOf(text: string): string {
  return text
    .split("\n")
    .map((line) => cleanEnd(line))
    .join("\n");
}

function cleanEnd(line: string): string {
  const indent = /^ {0,20}/u.exec(line)?.[0] ?? "";
  return indent + cleanLine(line, LINE_MAX);
}

import type { JSX } from "preact";
import { REPEAT_DAYS } from "../../../incidents/queries/repeats.sql.ts";
import type { Contact } from "../../../notices/recipients.ts";
import { OwnerName } from "../../ui/incident-table.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Address } from "../../ui/list/address.tsx";
import { RepeatMark, SeverityMark } from "../../ui/marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Fact } from "../../ui/table.tsx";
import { Ago, Foreign } from "../../ui/text.tsx";
import type { Incident } from "./incident.tsx";

/** What is known of the token. */
interface TokenFactsProps {
  readonly incident: Incident;
  readonly earlier: number;
  readonly contacts: readonly Contact[];
}

export function TokenFacts({ contacts, earlier, incident }: TokenFactsProps): JSX.Element {
  const { words } = usePage();
  const { owner } = incident;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{words.text("incident.facts")}</h2>
      <dl class="facts">
        <Fact title={words.text("incident.owner")}>
          <OwnerName name={owner?.name ?? null} /> {typeof owner?.email === "string" && <Address of={owner.email} />}
          {earlier > 0 && typeof owner?.email === "string" && <Repeated count={earlier} email={owner.email} />}
        </Fact>
        {contacts.length > 0 && (
          <Fact title={words.text("incident.others")}>
            <Others contacts={contacts} />
          </Fact>
        )}
        <Fact title={words.text("incident.tokenName")}>
          <Known text={incident.token_name} />
        </Fact>
        <Fact title={words.text("incident.tokenId")}>
          <Known text={incident.token_id} />
        </Fact>
        <Fact title={words.text("incident.format")}>
          <Foreign text={incident.format} max={80} />
        </Fact>
        <Fact title={words.text("incident.issuer")}>
          <Foreign text={incident.issuer} max={80} />
        </Fact>
        <Fact title={words.text("incident.created")}>
          {incident.token_created_at === null ? <Known text={null} /> : <Ago at={incident.token_created_at} />}
        </Fact>
        <Fact title={words.text("incident.lastUsed")}>
          {incident.token_used_at === null ? <Known text={null} /> : <Ago at={incident.token_used_at} />}
        </Fact>
        <Fact title={words.text("incident.fingerprint")}>
          <code class="wrap" id="fingerprint">
            {incident.fingerprint}
          </code>{" "}
          <Copier of="fingerprint" />
        </Fact>
      </dl>
    </section>
  );
}

/** What the leaked copy may do, as its caveats say; a program cannot be sure that a person reads them, so each is spelt out. */
export function Caveats({ incident }: { readonly incident: Incident }): JSX.Element {
  const { now, words } = usePage();
  const { caveats, copy_expires_at: end, severity } = incident;
  return (
    <section class="card" aria-labelledby="caveats">
      <h2 id="caveats">{words.text("incident.caveats")}</h2>
      <p>
        <SeverityMark severity={severity} />{" "}
        {end !== null && (
          <>
            {words.text(end <= now ? "incident.copyEnded" : "incident.copyEnds")}{" "}
            <time dateTime={end.toISOString()}>{words.time(end)}</time>
          </>
        )}
      </p>
      {caveats.length === 0 ? (
        severity === "full" && <p>{words.text("incident.noCaveats")}</p>
      ) : (
        <ul>
          {caveats.map(({ kind, text }, index) => (
            <li key={index}>
              <Foreign text={words.caveat(kind, text)} max={200} />{" "}
              <small>
                <bdi>{kind}</bdi>
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A new token of somebody who leaked another before: the leak behind it may still be open. */
function Repeated({ count, email }: { readonly count: number; readonly email: string }): JSX.Element {
  const { visitor, words } = usePage();
  const text = words.text("incident.repeatOf", { count, days: REPEAT_DAYS });
  return (
    <p>
      <RepeatMark />{" "}
      {visitor?.may("addresses:read") === true ? (
        <Link to={path`/admin/incidents?q=${`owner:"${email.replaceAll('"', "")}"`}`}>{text}</Link>
      ) : (
        text
      )}
    </p>
  );
}

const OTHERS = 20;

/** Who depends on the token besides its owner, and for what. */
function Others({ contacts }: Pick<TokenFactsProps, "contacts">): JSX.Element {
  return (
    <ul class="plain">
      {contacts.slice(0, OTHERS).map(({ concerns, email, name }) => (
        <li key={email}>
          <Foreign text={name} max={60} /> <Address of={email} />
          {concerns !== null && (
            <>
              {" "}
              <small>
                <Foreign text={concerns.join(", ")} max={160} />
              </small>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Copies a part of the page; the script shows it. */
function Copier({ of }: { readonly of: string }): JSX.Element {
  const { words } = usePage();
  return (
    <button type="button" hidden data-copies={of} data-done={words.text("copy.done")} aria-live="polite">
      {words.text("copy.button")}
    </button>
  );
}

function Known({ text }: { readonly text: string | null }): JSX.Element {
  if (text === null || text === "") return <span class="quiet">{usePage().words.text("incident.unknown")}</span>;
  return <Foreign text={text} max={200} />;
}

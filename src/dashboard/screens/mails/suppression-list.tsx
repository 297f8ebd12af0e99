import type { JSX } from "preact";
import type { Suppression } from "../../../notices/bounces/bounces.sql.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, Foreign } from "../../ui/text.tsx";

interface SuppressionListProps {
  readonly suppressions: readonly Suppression[];
  readonly mayLift: boolean;
}

/** The addresses that get no mail, why, and a way to end that. */
export function SuppressionList({ mayLift, suppressions }: SuppressionListProps): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("mails.suppressed")}
      rows={suppressions}
      keyOf={({ address }) => address}
      empty={words.text("mails.suppressed.none")}
      columns={[
        { title: words.text("mails.address"), cell: ({ address }) => <Foreign text={address} max={254} /> },
        { title: words.text("mails.since"), cell: ({ since }) => <Ago at={since} /> },
        { title: words.text("mails.why"), cell: ({ reason }) => <Foreign text={reason} /> },
        ...(mayLift ? [{ title: words.text("mails.act"), cell: ({ address }: Suppression) => <Lift address={address} /> }] : []),
      ]}
    />
  );
}

function Lift({ address }: { readonly address: string }): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/mails/release`} class="row">
      <input type="hidden" name="address" value={address} />
      <input name="reason" required maxLength={300} autocomplete="off" aria-label={words.text("mails.reason", { address })} />
      <Button label={words.text("mails.release.of", { address })}>{words.text("mails.release")}</Button>
    </Form>
  );
}

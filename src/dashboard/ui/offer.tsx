import type { JSX } from "preact";
import { Link, path } from "./links.tsx";
import { usePage } from "./page.ts";
import { Ago } from "./text.tsx";

/** What an empty page offers whoever may: a test of the whole way. */
export function TestOffer(): JSX.Element | null {
  const { visitor, words } = usePage();
  if (visitor?.may("setup:run") !== true) return null;
  return (
    <p>
      {words.text("offer.about")} <Link to={path`/admin/setup`}>{words.text("offer.link")}</Link>
    </p>
  );
}

/** When something was here last, whatever the page is narrowed to. */
export function Last({ at }: { readonly at: Date | null }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      {words.text("offer.last")} <Ago at={at} />
    </>
  );
}

import type { JSX } from "preact";
import { maskAddress } from "../../../kernel/text.ts";
import { usePage } from "../page.ts";
import { Foreign } from "../text.tsx";

/** Somebody's mail address; only its first character and its domain for whoever may not see all of it. */
export function Address({ of: address }: { readonly of: string }): JSX.Element {
  const { visitor } = usePage();
  return <Foreign text={visitor?.may("addresses:read") === true ? address : maskAddress(address)} max={254} />;
}

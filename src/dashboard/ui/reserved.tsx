import type { JSX } from "preact";
import type { Permission } from "../../access/roles.ts";
import { Button } from "./form.tsx";
import { usePage } from "./page.ts";

/** A button that others have: off, and for whom it is. */
export function Reserved({ label, permission }: { readonly label: string; readonly permission: Permission }): JSX.Element {
  const { words } = usePage();
  return <Button refused={words.text("bulk.approve.role", { roles: words.roles(permission) })}>{label}</Button>;
}

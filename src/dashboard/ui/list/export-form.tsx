import type { JSX } from "preact";
import type { Permission } from "../../../access/roles.ts";
import { Button, Form } from "../form.tsx";
import type { Path } from "../links.tsx";
import { usePage } from "../page.ts";
import { Reserved } from "../reserved.tsx";

interface ExportFormProps {
  readonly to: Path;
  readonly formats: readonly string[];
  /** What the list is narrowed to. */
  readonly filter: Readonly<Record<string, string>>;
  /** Whose it is. */
  readonly permission: Permission;
}

/** Takes what is listed away as a file. */
export function ExportForm({ filter, formats, permission, to }: ExportFormProps): JSX.Element {
  const { visitor, words } = usePage();
  if (visitor?.may(permission) !== true)
    return (
      <p class="export">
        <span>{words.text("export.about")}</span> <Reserved label={words.text("export.file")} permission={permission} />
      </p>
    );
  return (
    <Form to={to} class="export">
      {Object.entries(filter).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <span>{words.text("export.about")}</span>
      {formats.map((format) => (
        <Button key={format} name="as" value={format}>
          <bdi>{format.toUpperCase()}</bdi>
        </Button>
      ))}
    </Form>
  );
}

import type { JSX } from "preact";
import { Button, Form } from "../form.tsx";
import type { Path } from "../links.tsx";
import { usePage } from "../page.ts";

interface ExportFormProps {
  readonly to: Path;
  readonly formats: readonly string[];
  /** What the list is narrowed to. */
  readonly filter: Readonly<Record<string, string>>;
}

/** Takes what is listed away as a file. */
export function ExportForm({ filter, formats, to }: ExportFormProps): JSX.Element {
  const { words } = usePage();
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

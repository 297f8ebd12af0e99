import type { JSX } from "preact";
import { groupBy } from "../../../kernel/collections.ts";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Foreign } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";

/** One variable as it is in force; a secret is only said to be set. */
export interface ShownSetting {
  readonly group: string;
  readonly name: string;
  readonly value: string | null;
  readonly origin: "environment" | "file" | "default";
  /** What happens while it is not set. */
  readonly otherwise: string;
}

/** A section of the configuration file. */
export interface FileSection {
  readonly name: string;
  readonly entries: readonly string[];
}

export interface SettingsNeeds {
  readonly settings: readonly ShownSetting[];
  readonly fileSections: readonly FileSection[];
}

const VALUE_MAX = 2_000;

/** The effective configuration: what is in force, and where each value came from. */
export function settingsScreens({ fileSections, settings }: SettingsNeeds): Screen[] {
  return [
    screen({
      method: "get",
      path: "/admin/settings",
      permission: "settings:read",
      onRecord: true,
      handle: async ({ words }) =>
        await Promise.resolve({ title: words.text("settings.title"), body: <Settings settings={settings} fileSections={fileSections} /> }),
    }),
  ];
}

function Settings({ fileSections, settings }: SettingsNeeds): JSX.Element {
  const { words } = usePage();
  const sections = fileSections.filter(({ entries }) => entries.length > 0);
  return (
    <>
      <p class="lead">{words.text("settings.about")}</p>
      {Array.from(
        groupBy(settings, ({ group }) => group),
        ([group, rows]) => (
          <Table
            key={group}
            caption={words.said(group)}
            rows={rows}
            keyOf={({ name }) => name}
            empty=""
            columns={[
              { title: words.text("settings.name"), class: "name", cell: ({ name }) => <code>{name}</code> },
              { title: words.text("settings.value"), cell: (setting) => <Value setting={setting} /> },
              { title: words.text("settings.origin"), class: "origin", cell: ({ origin }) => words.text(`settings.origin.${origin}`) },
            ]}
          />
        ),
      )}
      <Table
        caption={words.text("settings.file")}
        rows={sections}
        keyOf={({ name }) => name}
        empty={<p>{words.text("settings.noFile")}</p>}
        columns={[
          { title: words.text("settings.section"), class: "name", cell: ({ name }) => <code>{name}</code> },
          {
            title: words.text("settings.entries"),
            cell: ({ entries }) => (
              <ul>
                {entries.map((entry, index) => (
                  <li key={index}>
                    <Foreign text={entry} max={VALUE_MAX} />
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </>
  );
}

function Value({ setting: { otherwise, value } }: { readonly setting: ShownSetting }): JSX.Element {
  const { words } = usePage();
  if (value === null) return <span class="quiet">{words.text("settings.notSet", { otherwise: words.otherwise(otherwise) })}</span>;
  if (value === "[set]") return <span class="quiet">{words.text("settings.secretSet")}</span>;
  return (
    <code class="wrap">
      <Foreign text={value} max={VALUE_MAX} />
    </code>
  );
}

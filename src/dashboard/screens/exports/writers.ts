import type { BrowsedEvent } from "../../../audit/browse.sql.ts";
import type { IncidentRow } from "../../../incidents/queries/queries.sql.ts";
import { incidentView } from "../../../incidents/queries/views.ts";
import { type Cell, csvRow } from "./csv.ts";

/** Writes rows of one kind as a file. */
export interface Writer<Row> {
  readonly extension: string;
  readonly type: string;
  readonly begin: string;
  row(row: Row, index: number): string;
  readonly end: string;
}

const CSV = "text/csv; charset=utf-8";
const NDJSON = "application/x-ndjson; charset=utf-8";
const SARIF = "application/sarif+json; charset=utf-8";
const SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const INCIDENT_COLUMNS = {
  id: (row) => row.id,
  state: (row) => row.state,
  verdict: (row) => row.verdict,
  verdict_detail: (row) => row.verdict_detail,
  format: (row) => row.format,
  issuer: (row) => row.issuer,
  token_id: (row) => row.token_id,
  token_hint: (row) => row.token_hint,
  token_name: (row) => row.token_name,
  owner_name: (row) => row.owner_name,
  owner_email: (row) => row.owner_email,
  source: (row) => row.source,
  places: (row) => row.occurrence_count,
  attention_reason: (row) => row.attention_reason,
  reported_at: (row) => row.reported_at,
  revoked_at: (row) => row.revoked_at,
  notified_at: (row) => row.notified_at,
  closed_at: (row) => row.closed_at,
  fingerprint: (row) => row.fingerprint,
} as const satisfies Readonly<Record<string, (row: IncidentRow) => Cell>>;

export const INCIDENT_WRITERS: Readonly<Record<"csv" | "ndjson" | "sarif", Writer<IncidentRow>>> = {
  csv: csvWriter(INCIDENT_COLUMNS),
  ndjson: { extension: "ndjson", type: NDJSON, begin: "", row: (row) => `${JSON.stringify(incidentView(row))}\n`, end: "" },
  sarif: {
    extension: "sarif",
    type: SARIF,
    begin: `{"version":"2.1.0","$schema":"${SARIF_SCHEMA}","runs":[{"tool":{"driver":{"name":"tokenward"}},"results":[`,
    row: (row, index) => `${index === 0 ? "" : ","}\n${JSON.stringify(sarifResult(row))}`,
    end: "\n]}]}\n",
  },
};

const EVENT_COLUMNS = {
  block: (row) => row.seq,
  position: (row) => row.position,
  at: (row) => row.at,
  actor: (row) => row.actor,
  action: (row) => row.action,
  incident: (row) => row.incident_id,
  detail: (row) => row.detail,
} as const satisfies Readonly<Record<string, (row: BrowsedEvent) => Cell>>;

export const EVENT_WRITERS: Readonly<Record<"csv" | "ndjson", Writer<BrowsedEvent>>> = {
  csv: csvWriter(EVENT_COLUMNS),
  ndjson: { extension: "ndjson", type: NDJSON, begin: "", row: (row) => `${JSON.stringify(eventView(row))}\n`, end: "" },
};

/** A writer's text, page by page. */
export async function* written<Row>(writer: Writer<Row>, pages: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  yield writer.begin;
  let count = 0;
  for await (const rows of pages) {
    yield rows.map((row, index) => writer.row(row, count + index)).join("");
    count += rows.length;
  }
  yield writer.end;
}

function csvWriter<Row>(columns: Readonly<Record<string, (row: Row) => Cell>>): Writer<Row> {
  const cells = Object.values(columns);
  return {
    extension: "csv",
    type: CSV,
    begin: csvRow(Object.keys(columns)),
    row: (row) => csvRow(cells.map((cell) => cell(row))),
    end: "",
  };
}

function eventView({ detail, ...rest }: BrowsedEvent): object {
  return { ...rest, detail: detail === null ? null : (JSON.parse(detail) as unknown) };
}

/** It has no location: an incident is a token, wherever it was seen, and places are forgotten. */
function sarifResult(row: IncidentRow): object {
  return {
    ruleId: row.format,
    level: row.verdict === "genuine" ? "error" : "warning",
    message: { text: `${row.token_hint} is a leaked ${row.format} token (${row.verdict}, ${row.state}).` },
    partialFingerprints: { "tokenwardIncident/v1": row.fingerprint },
    properties: {
      incident: row.id,
      state: row.state,
      verdict: row.verdict,
      source: row.source,
      reported_at: row.reported_at,
      revoked_at: row.revoked_at,
    },
  };
}

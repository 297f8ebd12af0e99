import { z } from "zod";
import type { Imports } from "../../incidents/intake/imports.ts";
import type { Clock } from "../../kernel/clock.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { ArtefactScans } from "../../scan/artefact.ts";
import type { Finding } from "../../scan/finding.ts";
import { findingView, summaryView } from "../../scan/output/view.ts";
import { SCANNED } from "../../sources/direct.ts";
import { cleanPlace, cleanUrl } from "../../sources/reports/records.ts";
import { positionOf } from "../../sources/reports/schema.ts";
import type { Report } from "../../sources/source.ts";
import { byteStream, type Route, route } from "./route.ts";

export interface ScanRoutesNeeds {
  readonly artefacts: Pick<ArtefactScans, "scan">;
  readonly imports: Pick<Imports, "acceptReports">;
  readonly clock: Clock;
}

const count = z.int().min(0);
const position = count.meta({ description: "In the member, when there is one" });

const findingSchema = z
  .object({
    format: z.string(),
    path: z.string(),
    line: position,
    column: position,
    start: position,
    end: position,
    commit: z.null(),
    fingerprint: z.string(),
    redacted: z.string().meta({ description: "The only form in which a token is ever answered" }),
    via: z.array(z.string()).meta({ description: "Decoders passed, outermost first" }),
    member: z.string().nullable().meta({ description: "Of an archive: outer!inner when nested, empty for a plain gzip" }),
  })
  .meta({ id: "ScanFinding" });

const resultSchema = z.object({
  findings: z.array(findingSchema),
  scanned: z.object({ files: count, bytes: count }),
  skipped: z.array(z.object({ path: z.string(), member: z.string().nullable(), reason: z.string() })),
  interrupted: z.boolean().optional().meta({ description: "It took too long: there may be more" }),
  reported: z.object({ true_positive: count, false_positive: count }).nullable().meta({ description: "With report=1: how many are ours" }),
});

const MAX_NAME = 500;

/** For registries: an artefact is scanned before it is published, archives and encodings included. */
export function scanRoutes({ artefacts, clock, imports }: ScanRoutesNeeds): Route[] {
  return [
    route({
      method: "post",
      path: "/api/scan",
      id: "scanArtefact",
      summary: "Look for leaked tokens in an artefact (a wheel, a tarball, a zip, any file) of up to 256 MiB",
      query: z.object({
        name: z.string().max(MAX_NAME).default("artefact").meta({ description: "What findings and reports call it" }),
        report: z.enum(["0", "1"]).default("0").meta({ description: "1: what is found is handed in as a delivery of the source `scan`" }),
      }),
      body: { as: "stream", schema: byteStream },
      answers: { 200: { description: "Scanned to its end, but for what is in `skipped`", schema: resultSchema } },
      problems: ["overloaded"],
      handle: async ({ body, query }) => {
        const receivedAt = clock.now();
        const { findings, ...summary } = await artefacts.scan(body, cleanLine(query.name, MAX_NAME));
        const reported =
          query.report === "1" ? await imports.acceptReports(findings.map(reportOf), receivedAt, { reporter: SCANNED }) : null;
        return {
          status: 200,
          body: { findings: findings.map((finding) => findingView(finding, false)), ...summaryView(summary), reported },
        };
      },
    }),
  ];
}

function reportOf({ format, line, member, path, token }: Finding): Report {
  const file = member === null ? path : `${path}!${member}`;
  return { token, type: format, url: cleanUrl(positionOf({ path: file, line, commit: null })), place: cleanPlace("artefact") };
}

import type { Finding } from "../finding.ts";
import type { Printer } from "./printer.ts";

/** Workflow commands: GitHub shows each beside its line in the pull request. */
export const githubPrinter: Printer = {
  begin: "",
  finding: (finding) => `::error ${properties(finding)}::${escapeData(message(finding))}\n`,
  end: ({ skipped }) =>
    skipped
      .filter(({ failed }) => failed)
      .map(({ path, reason }) => `::warning file=${escapeProperty(path)}::${escapeData(`Not scanned: ${reason}`)}\n`)
      .join(""),
};

function properties({ column, format, line, path }: Finding): string {
  return `file=${escapeProperty(path)},line=${line},col=${column},title=${escapeProperty(`Leaked token: ${format}`)}`;
}

function message({ commit, fingerprint, member, redacted, verdict }: Finding): string {
  const where = `${member === null ? "" : ` in ${member}`}${commit === null ? "" : ` since commit ${commit}`}`;
  const said = typeof verdict === "string" ? ` The issuer says: ${verdict}.` : "";
  return `${redacted} stands here${where}. Revoke it: removing it does not make it secret again.${said} Fingerprint ${fingerprint}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

import type { Finding, Skip, Summary } from "../finding.ts";

/** A finding as scripts read it. The token is in it only when it was asked for. */
export function findingView(finding: Finding, reveal: boolean): object {
  const { format, path, line, column, start, end, commit, fingerprint, redacted, via, member, token, verdict } = finding;
  return {
    format,
    path,
    line,
    column,
    start,
    end,
    commit,
    fingerprint,
    redacted,
    via,
    member,
    // What is undefined is not in the JSON, and costs less than a spread.
    verdict,
    token: reveal ? token.reveal("--reveal was asked for") : undefined,
  };
}

export function summaryView({ scanned, skipped, interrupted }: Summary): object {
  return { scanned, skipped: skipped.map(skipView), ...(interrupted && { interrupted }) };
}

function skipView({ path, member, reason }: Skip): object {
  return { path, member, reason };
}

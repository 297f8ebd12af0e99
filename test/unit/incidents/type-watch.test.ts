import { describe, expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { TypeWatch } from "../../../src/incidents/types/type-watch.ts";

const formats = await loadFormats({ tokenPrefix: "acme", tokenLocation: "acme.example" });
const watch = new TypeWatch(formats);

describe("a reported type is held against the token's own format", () => {
  test.each([
    ["pypi", "pypi_api_token", true],
    ["pypi", "gitleaks_rule_id_pypi-upload-token", true],
    ["pypi", "PyPI upload token", true],
    ["tokenward", "acme_api_token", true],
    ["tokenward", "pypi_api_token", false],
    ["pypi", "a_name_that_nobody_told_us", false],
    ["fly", "npm_access_token", false],
    ["fly", "a_name_that_nobody_told_us", null],
    ["pypi", "", null],
    ["pypi", "--", false],
  ])("%s, reported as %j: %j", (format, type, agrees) => {
    expect(watch.agrees({ source: "github-partner", format, type })).toBe(agrees);
  });

  test("a scanner's names of its own rules are not compared", () => {
    expect(watch.agrees({ source: "import", format: "pypi", type: "PyPI" })).toBeNull();
  });

  test("a type without end is compared in no time", () => {
    expect(watch.agrees({ source: "gitlab", format: "pypi", type: "-".repeat(10_000_000) })).toBe(false);
  });
});

describe("a source that is wrong about every token of late", () => {
  const noting = (...outcomes: boolean[]): TypeWatch => {
    const fresh = new TypeWatch(formats);
    for (const agrees of outcomes) fresh.note("gitlab", agrees);
    return fresh;
  };
  const times = (n: number, agrees: boolean): boolean[] => Array.from({ length: n }, () => agrees);

  test("is known after five tokens when there were no others, and not before", () => {
    expect(noting(...times(4, false)).isWrongAboutAll("gitlab")).toBe(false);
    expect(noting(...times(5, false)).isWrongAboutAll("gitlab")).toBe(true);
  });

  test("that was right once is one after a hundred in a row", () => {
    expect(noting(true, ...times(99, false)).isWrongAboutAll("gitlab")).toBe(false);
    expect(noting(true, ...times(100, false)).isWrongAboutAll("gitlab")).toBe(true);
  });

  test("is none any more as soon as it is right once", () => {
    expect(noting(...times(500, false), true).isWrongAboutAll("gitlab")).toBe(false);
  });

  test("says nothing about another source", () => {
    const fresh = noting(...times(5, false));
    expect([fresh.isWrongAboutAll("github-partner"), fresh.sources()]).toEqual([false, ["gitlab"]]);
  });
});

import { expect, test } from "vitest";
import { leakLink } from "../../../src/notices/leak-link.ts";

const github = (host: string): boolean => host === "github.com";

test("an https address at the source's own host is a link that shows host and path", () => {
  expect(leakLink("https://github.com/ada/engine/blob/main/.env#L12", github)).toEqual({
    linkable: true,
    display: "github.com/ada/engine/blob/main/.env#L12",
    href: "https://github.com/ada/engine/blob/main/.env#L12",
  });
});

test.each([
  ["another host", "https://evil.example/github.com", "evil.example/github.com"],
  ["a host that ends alike", "https://notgithub.com/x", "notgithub.com/x"],
  ["a subdomain the source does not own", "https://github.com.evil.example/x", "github.com.evil.example/x"],
  ["http", "http://github.com/x", "github.com/x"],
  ["another port", "https://github.com:8443/x", "github.com:8443/x"],
  ["user info", "https://github.com@evil.example/x", "evil.example/x"],
  ["user info before the right host", "https://eve:pw@github.com/x", "github.com/x"],
  ["javascript:", "javascript:alert(1)", "javascript:alert(1)"],
  ["javascript: with a line break in it", "java\nscript:alert(1)", "java script:alert(1)"],
  ["javascript: after a space", " javascript:alert(1)", "javascript:alert(1)"],
  ["data:", "data:text/html,<script>alert(1)</script>", "data:text/html,<script>alert(1)</script>"],
  ["no address at all", "deploy/.env, line 12", "deploy/.env, line 12"],
  ["a bidi trick", "see \u202Emoc.buhtig\u202C", "see moc.buhtig"],
  ["nothing", "", ""],
])("%s is shown as text", (_what, url, display) => {
  expect(leakLink(url, github)).toEqual({ linkable: false, display });
});

test("a host of other letters is shown in its ASCII form and is never a link, whatever the source says", () => {
  expect(leakLink("https://gіthub.com/x", () => true)).toEqual({ linkable: false, display: "xn--gthub-n2e.com/x" });
});

test("the source is asked for the bare host name, in lower case", () => {
  const asked: string[] = [];
  leakLink("https://GitHub.COM/x", (host) => asked.push(host) > 0);
  expect(asked).toEqual(["github.com"]);
});

test("a link leads where the parsed address leads, with everything unusual encoded", () => {
  const link = leakLink('https://github.com/a"><script>/\u202E b', github);
  expect(link).toMatchObject({ linkable: true, href: "https://github.com/a%22%3E%3Cscript%3E/%E2%80%AE%20b" });
});

test("what is shown has a limit, and an address that is too long is no link", () => {
  const long = leakLink(`https://github.com/${"x".repeat(1_000)}`, github);
  expect(long.display).toHaveLength(200);
  expect(long.display.endsWith("…")).toBe(true);
  expect(long.linkable).toBe(true);
  expect(leakLink(`https://github.com/${"x".repeat(2_000)}`, github).linkable).toBe(false);
});

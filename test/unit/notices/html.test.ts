import { expect, test } from "vitest";
import { html } from "../../../src/notices/html.ts";

test("every value is escaped, for text and for quoted attributes", () => {
  const value = `<a href="x" title='y'>&\`</a>`;
  expect(html`<p title="${value}">${value}</p>`.markup).toBe(
    '<p title="&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;&lt;/a&gt;">&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;&lt;/a&gt;</p>',
  );
});

test("markup inside markup is not escaped twice", () => {
  expect(html`<ul>${["a<b", "c"].map((item) => html`<li>${item}</li>`)}</ul>`.markup).toBe("<ul><li>a&lt;b</li><li>c</li></ul>");
});

test("a value that looks like markup of ours is still escaped", () => {
  const lookalike = { markup: "<script>" } as unknown as string;
  expect(() => html`${lookalike}`.markup).toThrow();
  expect(html`${String({ markup: "<script>" })}`.markup).toBe("[object Object]");
});

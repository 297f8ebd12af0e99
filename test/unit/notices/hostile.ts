/** What others may have written into any field that we show. */
export const HOSTILE: Readonly<Record<string, string>> = {
  "a header after CR LF": "ci\r\nBcc: eve@evil.example\r\n\r\nclick https://evil.example",
  "a header after a bare LF": "ci\nX-Evil: 1",
  "a header after a bare CR": "ci\rX-Evil: 1",
  "a header after a line separator": "ci\u2028X-Evil: 1\u2029\u0085X-Evil: 2",
  "a paragraph of its own": "ci\n\n\nYour account is closed. Sign in at evil.example now.\n\n",
  NUL: "ci\0\0ci",
  "other control characters": "ci\u0007\u001B[31m\u009B31mred\u007F",
  "bidi overrides": "\u202Eic\u2066\u2067x\u2069\u200F\u061C",
  "invisible characters": "c\u200B\u200D\u2060\uFEFFi",
  "lone surrogates": "\uD83Dci\uDE00\uD800",
  "a script": "<script>alert(1)</script>",
  "a way out of an attribute": `"><img src=x onerror=alert(1)>' onmouseover='alert(1)`,
  "a way out of the style sheet": "</style></title></head><body>",
  "a comment": "<!-- --><![CDATA[ ]]>",
  entities: "&lt;b&gt; &amp; &#x202e;",
  "a javascript address": "javascript:alert(document.domain)",
  "a data address": "data:text/html;base64,PHNjcmlwdD4=",
  "more recipients": 'eve@evil.example, "Mallory" <mallory@evil.example>; <x@evil.example>',
  "quotes and backslashes": `\\"\\' \`"`,
  "message syntax": "{name} {count, plural, other {#}} '{'}' <b>",
  "an encoded word": "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?= =?utf-8?b?4oCu?=",
  "the end of the mail": "\r\n.\r\nQUIT\r\n",
  "a boundary": "\r\n------_NmP-Part_1\r\nContent-Type: text/html\r\n\r\n<b>",
  "right-to-left letters": "הטוקן שלי 123 (ci)",
  emoji: "👩‍🚀🏳️‍🌈".repeat(20),
  "300 characters": "W".repeat(300),
  "combining marks": `a${"\u0301".repeat(200)}`,
};

// Everything the cleaning is to take out, line feed excepted: the parts have lines.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
export const DECEPTIVE = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;

/** The structure of a page, without what its links lead to. */
export const tags = (html: string): string[] =>
  Array.from(html.matchAll(/<[^>]*>/gu), ([tag]) => tag.replace(/(?:href|rel)="[^"]*"/gu, ""));

import { describe, expect, test } from "vitest";
import type { Format, RootKey } from "../../../src/formats/format.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { createMatcher } from "../../../src/formats/matcher.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { minted } from "./oracle.ts";

function format(id: string, location: string): Format {
  return macaroonFormat({ id, title: id, issuer: id, prefix: "pypi-", location });
}

const pypi = format("pypi", "pypi.org");
const matcher = createMatcher([pypi]);
const { rootKey, bytes, macaroon } = minted();
const token = `pypi-${bytes.toString("base64url")}`;
const other = pypi.example();

function wrap(text: string, width: number, newline: string): string {
  return text.match(new RegExp(`.{1,${width}}`, "gu"))?.join(newline) ?? "";
}

describe("finds exactly the token", () => {
  const unbroken: Record<string, string> = {
    alone: token,
    "with one word character behind it": `${token}A`,
    "with two": `${token}ab`,
    "with three": `${token}AAA`,
    "with a suffix behind it": `${token}-1`,
    "with an underscore and a word": `${token}_backup`,
    "with a dot": `see ${token}.`,
    "with a letter that is not ASCII": `${token}é`,
    "in quotes": `password = "${token}"`,
    "percent-encoded, padding behind it": `token=${token}%3D%3D&x`,
    padded: `${token}==`,
    "after a percent-encoded colon": `__token__%3A${token}`,
    "with a letter before it": `x${token}`,
    "with an underscore before it": `TOKEN_${token}`,
    "after an escaped newline in JSON": `{"log":"first\\n${token}\\nlast"}`,
    "in a URL": `https://__token__:${token}@upload.pypi.org/legacy/`,
    "in a path": `/${token}/simple`,
    "as a bearer": `Authorization: Bearer ${token}\r\n`,
    "after a cut one": `${other.slice(0, 60)}${token}`,
  };
  test.each(Object.entries(unbroken))("%s", (_context, text) => {
    const found = matcher.matchAll(text).filter(({ wholeness }) => wholeness !== "truncated");
    expect(found).toHaveLength(1);
    expect(text.slice(found[0]?.start, found[0]?.end)).toBe(token);
    expect(found[0]?.wholeness).toBe("exact");
  });

  const broken: Record<string, [open: string, text: string, close: string]> = {
    "wrapped at 76 characters": ["", wrap(token, 76, "\n"), "\nnext"],
    "wrapped at 64 by CRLF, indented": ["  ", wrap(token, 64, "\r\n  "), "\r\n"],
    "quoted-printable": ["", wrap(token, 75, "=\r\n"), "=\r\n=20end"],
    "quoted in Markdown": ["> ", wrap(token, 70, "\n> "), "\n> next"],
    "quoted twice": ["> > ", wrap(token, 70, "\n> > "), "\n"],
    "in a comment": ["# ", wrap(token, 70, "\n# "), "\n# next"],
    "in a continued line of a shell": ["export T=", wrap(token, 70, "\\\n"), "\n"],
    "in Python string literals": ['T = ("', wrap(token, 70, '"\n     "'), '")'],
    "in joined JavaScript string literals": ["x = '", wrap(token, 70, "' +\n  '"), "';"],
    "across escaped newlines": ['"', wrap(token, 76, "\\n"), '\\nnext"'],
    "across spaces": ["", wrap(token, 40, " "), " and so on"],
    "across zero-width spaces": ["", wrap(token, 20, "\u200B"), "\u200B."],
  };
  test.each(Object.entries(broken))("%s", (_context, [open, text, close]) => {
    const whole = open + text + close;
    const [found, ...more] = matcher.matchAll(whole);
    expect(more).toEqual([]);
    expect(whole.slice(found?.start, found?.end)).toBe(text);
    expect(found?.text.reveal("test")).toBe(token);
    expect(found?.bytes.reveal("test")).toEqual(bytes);
    expect(found?.wholeness).toBe("normalised");
  });

  test("of two glued together: both", () => {
    expect(matcher.matchAll(token + other).map(({ text }) => text.reveal("test"))).toEqual([token, other]);
  });

  test("of two wrapped below each other: both", () => {
    const text = `${wrap(token, 76, "\n")}\n${wrap(other, 76, "\n")}\n`;
    expect(matcher.matchAll(text).map((found) => found.text.reveal("test"))).toEqual([token, other]);
  });

  test("of one wrapped into more than 64 lines: none, so that hostile text stays cheap", () => {
    const long = minted({ caveats: Array.from({ length: 60 }, () => "x".repeat(50)) }).bytes;
    const text = `pypi-${long.toString("base64url")}`;
    expect(matcher.matchAll(wrap(text, Math.ceil(text.length / 65), "\n"))).toHaveLength(1);
    expect(matcher.matchAll(wrap(text, Math.floor(text.length / 66), "\n"))).toEqual([]);
  });
});

test("a cut token followed by other words is still proven by the signature bytes that are its own", () => {
  const text = `${token.slice(0, -10)} please revoke this token at once`;
  const [found] = matcher.matchAll(text);
  expect(found?.wholeness).toBe("normalised");
  const credential: RootKey = { kind: "root_key", key: new Secret(rootKey), caveats: macaroon.caveats.map(({ id }) => id) };
  expect(found && pypi.prove(found, credential)).toMatchObject({ genuine: true, detail: "truncated" });
});

describe("of a report's text", () => {
  test("the first whole token is the one reported, a cut one only when there is no other", () => {
    const cut = token.slice(0, -4);
    expect(matcher.match(`${cut}, ${other}, ${token}`)?.text.reveal("test")).toBe(other);
    expect(matcher.match(`x ${cut}`)).toMatchObject({ wholeness: "truncated", start: 2 });
    expect(matcher.match("nothing here")).toBeNull();
  });

  test("only the first hundred starts of tokens are tried", () => {
    expect(matcher.match("pypi-Ag ".repeat(99) + token)).not.toBeNull();
    expect(matcher.match("pypi-Ag ".repeat(100) + token)).toBeNull();
  });

  test("only the first 128 Ki characters are looked at", () => {
    expect(matcher.match("x".repeat(131_072 - token.length) + token)).not.toBeNull();
    expect(matcher.match("x".repeat(131_072 - token.length + 1) + token)?.wholeness).toBe("truncated");
    expect(matcher.match("x".repeat(131_072) + token)).toBeNull();
  });
});

test("a report of a megabyte is refused for the price of a small one", () => {
  // Processor time: it says the same on a busy machine.
  const cost = (text: string) =>
    Math.min(
      ...Array.from({ length: 9 }, () => {
        const start = process.cpuUsage();
        for (let i = 0; i < 20; i++) matcher.match(text);
        return process.cpuUsage(start).user;
      }),
    );
  for (const unit of ["A", "pypi-Ag", "pypi-AgEIcHlwaS5vcmcCJD\n", token.slice(0, -1), `${token.slice(0, 90)} `]) {
    const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
    // Eight times as long, and most of it never looked at.
    expect(cost(text) / cost(text.slice(0, 131_072))).toBeLessThan(6);
  }
});

describe("among formats that share a prefix", () => {
  const ours = format("ours", "packages.example");
  const all = createMatcher([ours, pypi, format("testpypi", "test.pypi.org")]);
  const at = (location: string | null) =>
    `pypi-${encodeV2({ ...macaroon, location: location === null ? null : Buffer.from(location) }).toString("base64url")}`;

  test.each([
    ["packages.example", "ours"],
    ["pypi.org", "pypi"],
    ["test.pypi.org", "testpypi"],
  ])("a token for %s is read as %s", (location, id) => {
    expect(all.match(at(location))?.format).toBe(id);
  });

  test("one for no known location falls to the format named first", () => {
    expect(all.match(at("elsewhere.example"))?.format).toBe("ours");
    expect(all.match(at(null))?.format).toBe("ours");
  });

  test("a format that reads it whole goes before one with a longer prefix that does not", () => {
    const greedy: Format = { ...pypi, id: "greedy", prefixes: ["pypi-AgEIcHlwaS5vcmcCJD", "pypi-AgEIcHlwaS5vcmcCJ"], read: () => null };
    expect(createMatcher([greedy, pypi]).match(token)?.format).toBe("pypi");
  });

  test("what looks like a token inside another one is none", () => {
    const inner: Format = {
      ...pypi,
      id: "inner",
      prefixes: ["lwaS5vcmc"],
      read: (_text, start) => ({ ...pypi.read(token, 0)!, format: "inner", start, end: start + 5 }),
    };
    expect(createMatcher([inner]).matchAll(token)).toHaveLength(1);
    expect(
      createMatcher([inner, pypi])
        .matchAll(token)
        .map(({ format: id }) => id),
    ).toEqual(["pypi"]);
  });

  test("without any format nothing is found", () => {
    expect(createMatcher([]).matchAll(token)).toEqual([]);
  });
});

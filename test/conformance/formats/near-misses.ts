/** What looks like a token of a format and is none, made from one that is. */
type NearMiss = readonly [what: string, make: (example: string) => string];

const withoutItsEnd: NearMiss = ["its last character is missing", (example) => example.slice(0, -1)];
const longer: NearMiss = ["one character too long", (example) => `${example}a`];
const upperCase: NearMiss = ["in upper case", (example) => example.toUpperCase()];
const otherCharacter: NearMiss = ["another character in its middle", (example) => change(example, example.length >> 1)];
const otherFirst: NearMiss = ["another character behind the prefix", (example) => change(example, example.lastIndexOf("_", 12) + 1)];
const badChecksum: readonly NearMiss[] = [withoutItsEnd, otherCharacter, otherFirst];
const fixedLength: readonly NearMiss[] = [withoutItsEnd, longer];
/** A macaroon that lost its tail is still read, as a truncated one: it has to lose more. */
const macaroon: readonly NearMiss[] = [
  ["most of its signature is missing", (example) => example.slice(0, -34)],
  ["nothing but its start", (example) => example.slice(0, 40)],
  ["its version changed", (example) => example.replace("-Ag", "-Bg")],
  ["another character in its identifier", (example) => change(example, 40)],
  upperCase,
];

/** By format; of one that is not listed, the end is taken away. */
export const NEAR_MISSES: Readonly<Record<string, readonly NearMiss[]>> = {
  tokenward: macaroon,
  pypi: macaroon,
  testpypi: macaroon,
  fly: [
    ["its last bytes are missing", (example) => example.slice(0, -4)],
    ["half of it", (example) => example.slice(0, example.length >> 1)],
    upperCase,
  ],
  github: [withoutItsEnd],
  github_pat: [...fixedLength, ["its underscore is missing", (example) => example.replace(/_(?=[^_]+$)/u, "a")]],
  npm: badChecksum,
  crates_io: [...fixedLength, ["inside a word", (example) => `so${example}`], ["with a hyphen", (example) => `${example.slice(0, -1)}-`]],
  crates_io_tp: [withoutItsEnd, ["another checksum", (example) => change(example, example.length - 1)]],
  rubygems: [...fixedLength, ["not hexadecimal", (example) => `${example.slice(0, -1)}g`]],
  hex: [...badChecksum, upperCase],
  gitlab: fixedLength,
  gitlab_routable: [...badChecksum, ["another version", (example) => example.replace(".01.", ".02.")]],
  polar: badChecksum,
  jwt: [
    withoutItsEnd,
    ["one part only", (example) => example.slice(0, example.indexOf("."))],
    ["two parts only", (example) => example.slice(0, example.lastIndexOf("."))],
    ["a header that is no JSON", (example) => `eyJ0${example.slice(3)}`],
    ["a header without an algorithm", (example) => withHeader(example, { typ: "JWT" })],
    ["an encrypted one", (example) => withHeader(example, { alg: "dir", enc: "A256GCM" })],
    ["a header that nests deeper than any", (example) => withHeader(example, { alg: "EdDSA", jwk: nested(16) })],
    ["claims that are no object", (example) => example.replace(/\.[^.]+\./u, `.${Buffer.from("[1]").toString("base64url")}.`)],
  ],
  declared_run: [
    ["too short", (example) => example.slice(0, "corp_".length + 39)],
    ["too long", (example) => `${example}${"a".repeat(25)}`],
    ["inside a word", (example) => `a${example}`],
    upperCase,
  ],
  declared_parts: [...fixedLength, ["a letter among the digits", (example) => change(example, 8)]],
  secret_token_uri: [["too short", (example) => example.slice(0, "secret-token:".length + 7)], upperCase],
};

export const DEFAULT_NEAR_MISSES = [withoutItsEnd];

function change(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
}

function nested(levels: number): object {
  return levels === 0 ? {} : { in: nested(levels - 1) };
}

function withHeader(jwt: string, header: object): string {
  return Buffer.from(JSON.stringify(header)).toString("base64url") + jwt.slice(jwt.indexOf("."));
}

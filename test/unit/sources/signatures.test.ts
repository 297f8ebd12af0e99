import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import azure from "../../../src/sources/known/azure.ts";
import bitbucket from "../../../src/sources/known/bitbucket.ts";
import gitea from "../../../src/sources/known/gitea.ts";
import gitlab from "../../../src/sources/known/gitlab.ts";
import standard from "../../../src/sources/known/standard.ts";
import type { SourceSettings } from "../../../src/sources/registry.ts";
import { ManualClock, MINUTE, requestOf, SECOND, sourceSettings } from "./support.ts";

const several = (...texts: string[]): Secret<readonly string[]> => new Secret(texts);
const verdictOf = async (authenticating: ReturnType<NonNullable<ReturnType<typeof gitlab>>["authenticate"]>): Promise<string> => {
  const result = await authenticating;
  return result.ok ? "accepted" : result.reason;
};

// standard-webhooks/standard-webhooks: the example of its specification, which the tests of its libraries share.
const SPEC = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

function specRequest(changes: Readonly<Record<string, string>> = {}, body = SPEC.body) {
  return requestOf(body, {
    "webhook-id": SPEC.id,
    "webhook-timestamp": String(SPEC.timestamp),
    "webhook-signature": SPEC.signature,
    ...changes,
  });
}

function standardWith(secrets: Secret<readonly string[]>, clock = new ManualClock(SPEC.timestamp * SECOND)) {
  return standard(sourceSettings({ standardSecrets: secrets, clock }))!;
}

describe("Standard Webhooks", () => {
  const source = standardWith(several(SPEC.secret));

  test("the specification's own example is accepted, beside other signatures and under either of two secrets", async () => {
    expect(await verdictOf(source.authenticate(specRequest()))).toBe("accepted");
    const beside = `v1,${"A".repeat(43)}= v2,AAAA ${SPEC.signature}`;
    expect(await verdictOf(source.authenticate(specRequest({ "webhook-signature": beside })))).toBe("accepted");
    const rotated = standardWith(several(`whsec_${Buffer.alloc(24, 1).toString("base64")}`, SPEC.secret));
    expect(await verdictOf(rotated.authenticate(specRequest()))).toBe("accepted");
  });

  test.each([
    ["another id", { "webhook-id": "msg_other" }, "wrong_signature"],
    ["another second", { "webhook-timestamp": String(SPEC.timestamp + 1) }, "wrong_signature"],
    ["an id with a full stop", { "webhook-id": "msg.1" }, "malformed_header"],
    ["a timestamp that is no number", { "webhook-timestamp": "1614265330.0" }, "malformed_header"],
    ["a timestamp with a sign", { "webhook-timestamp": "+1614265330" }, "malformed_header"],
    ["a signature without a version", { "webhook-signature": SPEC.signature.slice(3) }, "malformed_header"],
    ["a signature called ed25519", { "webhook-signature": SPEC.signature.replace("v1,", "v1a,") }, "wrong_signature"],
    ["a signature called v2", { "webhook-signature": SPEC.signature.replace("v1,", "v2,") }, "wrong_signature"],
    ["half a signature", { "webhook-signature": SPEC.signature.slice(0, 24) }, "wrong_signature"],
    ["a hundred signatures", { "webhook-signature": Array.from({ length: 100 }, () => SPEC.signature).join(" ") }, "malformed_header"],
  ])("%s is refused", async (_name, changes, reason) => {
    expect(await verdictOf(source.authenticate(specRequest(changes)))).toBe(reason);
  });

  test("where id and timestamp end is no matter of taste: moving the full stop changes what is signed", async () => {
    const moved = { "webhook-id": `${SPEC.id}.${SPEC.timestamp}`, "webhook-timestamp": "1614265330" };
    expect(await verdictOf(source.authenticate(specRequest(moved, SPEC.body.slice(1))))).toBe("malformed_header");
  });

  test("a timestamp may be five minutes off, either way, and no more", async () => {
    const at = async (offset: number): Promise<string> => {
      const clock = new ManualClock(SPEC.timestamp * SECOND + offset);
      return await verdictOf(standardWith(several(SPEC.secret), clock).authenticate(specRequest()));
    };
    expect([await at(5 * MINUTE), await at(-5 * MINUTE)]).toEqual(["accepted", "accepted"]);
    expect([await at(5 * MINUTE + 1), await at(-5 * MINUTE - 1)]).toEqual(["stale_timestamp", "stale_timestamp"]);
  });

  test("a secret's text is not its key: who signs with the text is refused", async () => {
    const signed = `${SPEC.id}.${SPEC.timestamp}.${SPEC.body}`;
    const byText = `v1,${createHmac("sha256", SPEC.secret).update(signed).digest("base64")}`;
    expect(await verdictOf(source.authenticate(specRequest({ "webhook-signature": byText })))).toBe("wrong_signature");
  });

  test("bytes that are no UTF-8 are verified as they came", async () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const signed = Buffer.concat([Buffer.from(`${SPEC.id}.${SPEC.timestamp}.`), body]);
    const key = Buffer.from(SPEC.secret.slice(6), "base64");
    const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    const request = { ...specRequest({ "webhook-signature": signature }), body };
    expect(await verdictOf(source.authenticate(request))).toBe("accepted");
  });

  test("a public key never takes part in an HMAC, nor a secret in ed25519", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    const asymmetric = standardWith(several(`whpk_${raw.toString("base64")}`));
    const signed = Buffer.from(`${SPEC.id}.${SPEC.timestamp}.${SPEC.body}`);
    const good = `v1a,${sign(null, signed, privateKey).toString("base64")}`;
    const hmac = `v1,${createHmac("sha256", raw).update(signed).digest("base64")}`;
    expect(await verdictOf(asymmetric.authenticate(specRequest({ "webhook-signature": good })))).toBe("accepted");
    expect(await verdictOf(asymmetric.authenticate(specRequest({ "webhook-signature": hmac })))).toBe("wrong_signature");
    expect(await verdictOf(asymmetric.authenticate(specRequest({ "webhook-signature": good.replace("v1a,", "v1,") })))).toBe(
      "wrong_signature",
    );
  });
});

describe("GitLab's webhooks", () => {
  const clock = new ManualClock(SPEC.timestamp * SECOND);
  const gitlabWith = (changes: Partial<SourceSettings["gitlab"]>) =>
    gitlab(sourceSettings({ clock, gitlab: { ...sourceSettings().gitlab, ...changes } }))!;

  test("a hook without a signing token goes by its token, whatever Standard-Webhooks headers come with it", async () => {
    const source = gitlabWith({ webhookTokens: several("old", "new") });
    for (const token of ["old", "new"]) {
      expect(await verdictOf(source.authenticate(specRequest({ "X-Gitlab-Token": token })))).toBe("accepted");
    }
    expect(await verdictOf(source.authenticate(specRequest({ "X-Gitlab-Token": "ol" })))).toBe("wrong_credentials");
    expect(await verdictOf(source.authenticate(specRequest()))).toBe("missing_header");
  });

  test("once a signing token is configured nothing but a good signature counts: no downgrade to the token", async () => {
    const source = gitlabWith({ webhookTokens: several("token"), signingTokens: several(SPEC.secret) });
    expect(await verdictOf(source.authenticate(specRequest({ "X-Gitlab-Token": "wrong" })))).toBe("accepted");
    const unsigned = requestOf(SPEC.body, {
      "X-Gitlab-Token": "token",
      "webhook-id": SPEC.id,
      "webhook-timestamp": String(SPEC.timestamp),
    });
    expect(await verdictOf(source.authenticate(unsigned))).toBe("missing_header");
    expect(await verdictOf(source.authenticate(specRequest({ "X-Gitlab-Token": "token", "webhook-signature": "" })))).toBe(
      "missing_header",
    );
    expect(await verdictOf(source.authenticate(specRequest({ "X-Gitlab-Token": "token" }, "{}")))).toBe("wrong_signature");
  });
});

describe("Gitea, Forgejo and Gogs", () => {
  const source = gitea(sourceSettings({ giteaSecrets: several("It's a Secret to Everybody") }))!;
  // GitHub's published example: the same HMAC, which GitHub writes behind "sha256=".
  const hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const body = "Hello, World!";

  test.each(["X-Gitea-Signature", "X-Forgejo-Signature", "X-Gogs-Signature"])("%s alone is enough", async (name) => {
    expect(await verdictOf(source.authenticate(requestOf(body, { [name]: hex })))).toBe("accepted");
  });

  test.each([
    ["no signature but GitHub's", { "X-Hub-Signature-256": `sha256=${hex}` }, "missing_header"],
    ["an empty one, as hooks without a secret send it", { "X-Gitea-Signature": "", "X-Hub-Signature-256": "sha256=" }, "missing_header"],
    ["a good one beside a bad one", { "X-Gitea-Signature": hex, "X-Gogs-Signature": `0${hex.slice(1)}` }, "wrong_signature"],
    ["a good one beside an empty one of GitHub's", { "X-Gitea-Signature": hex, "X-Hub-Signature-256": "sha256=" }, "malformed_header"],
    ["GitHub's way to write it", { "X-Gitea-Signature": `sha256=${hex}` }, "malformed_header"],
    ["capitals", { "X-Gitea-Signature": hex.toUpperCase() }, "malformed_header"],
  ])("%s is refused", async (_name, headers, reason) => {
    expect(await verdictOf(source.authenticate(requestOf(body, headers)))).toBe(reason);
  });

  test("of a form the payload is signed, not the form", async () => {
    const form = { "X-Gitea-Signature": hex, "Content-Type": "application/x-www-form-urlencoded" };
    expect(await verdictOf(source.authenticate(requestOf("payload=Hello%2C+World%21", form)))).toBe("accepted");
    expect(await verdictOf(source.authenticate(requestOf("payload=Hello%2C%20World%21", form)))).toBe("accepted");
    expect(await verdictOf(source.authenticate(requestOf(body, form)))).toBe("wrong_signature");
    expect(await verdictOf(source.authenticate(requestOf("payload=Hello%2C+World%21&payload=x", form)))).toBe("wrong_signature");
    expect(await verdictOf(source.authenticate(requestOf("payload=x&payload=Hello%2C+World%21", form)))).toBe("wrong_signature");
  });
});

describe("Bitbucket", () => {
  const source = bitbucket(sourceSettings({ bitbucketSecrets: several("It's a Secret to Everybody") }))!;
  // Atlassian's example of Bitbucket Cloud: "Hello World!" without a comma.
  const good = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9";

  test("SHA-256 stands in the header that elsewhere holds SHA-1", async () => {
    expect(await verdictOf(source.authenticate(requestOf("Hello World!", { "X-Hub-Signature": good })))).toBe("accepted");
    expect(await verdictOf(source.authenticate(requestOf("Hello World!", { "X-Hub-Signature-256": good })))).toBe("missing_header");
    for (const bad of [good.slice(7), good.replace("sha256", "sha1"), "sha256=", `sha256=${"0".repeat(40)}`]) {
      expect(await verdictOf(source.authenticate(requestOf("Hello World!", { "X-Hub-Signature": bad })))).toBe("malformed_header");
    }
  });
});

describe("Azure DevOps", () => {
  const source = azure(sourceSettings({ azureCredentials: several("hook:pass:word", "hook:next") }))!;
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

  test("user name and password are one text, colons and all", async () => {
    const verdict = async (value: string): Promise<string> =>
      await verdictOf(source.authenticate(requestOf("{}", { Authorization: value })));
    expect([await verdict(basic("hook:pass:word")), await verdict(basic("hook:next"))]).toEqual(["accepted", "accepted"]);
    expect([await verdict(basic("hook:")), await verdict(basic("hook")), await verdict(basic(""))]).toEqual([
      "wrong_credentials",
      "wrong_credentials",
      "malformed_header",
    ]);
    expect([await verdict("Bearer hook:next"), await verdict("Basic %%%"), await verdict("Basic hook:next")]).toEqual(
      Array(3).fill("malformed_header"),
    );
  });
});

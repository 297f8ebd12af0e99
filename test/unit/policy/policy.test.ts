import { describe, expect, test } from "vitest";
import { DEFAULT_ACTS, DEFAULT_POLICY, Decider, type Exemption, type Facts, type Policy } from "../../../src/policy/policy.ts";

const facts = (more: Partial<Facts> = {}): Facts => ({
  verdict: "genuine",
  detail: "exact",
  format: "acme",
  source: "github-partner",
  fingerprint: "f1",
  ...more,
});
const policy = (more: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, name: "policies[0]", ...more });
const decide = (more: Partial<Facts>, policies: readonly Policy[] = [], exemptions: readonly Exemption[] = []) =>
  new Decider({ policies, exemptions }).decide(facts(more));

describe("without any policy", () => {
  test.each<[Partial<Facts>, string]>([
    [{ detail: "exact" }, "revoke"],
    [{ detail: "attenuated" }, "revoke"],
    [{ detail: "truncated" }, "revoke"],
    [{ verdict: "forged", detail: "bad_signature" }, "ignore"],
    [{ verdict: "unknown", detail: "no_such_token" }, "ignore"],
    [{ verdict: "unknown", detail: "issuer_decides" }, "revoke"],
    [{ verdict: "inactive", detail: "expired_copy" }, "notify"],
    [{ verdict: "inactive", detail: "revoked" }, "ignore"],
    [{ verdict: "inactive", detail: "expired" }, "ignore"],
  ])("%j → %s", (some, act) => {
    expect(decide(some)).toMatchObject({ act, dryRun: false, exempt: false });
  });
});

test("the first policy that names the format and the source decides alone, and the why says which", () => {
  const policies = [
    policy({ name: "policies[0]", format: "acme", source: "gitlab", acts: { ...DEFAULT_ACTS, genuine: "ask" } }),
    policy({ name: "policies[1]", format: "acme", source: "*", acts: { ...DEFAULT_ACTS, genuine: "notify", attenuated: "ask" } }),
    policy({ name: "policies[2]", format: "*", source: "*", acts: { ...DEFAULT_ACTS, genuine: "suspend" } }),
  ];
  expect(decide({ source: "gitlab" }, policies)).toMatchObject({ act: "ask", why: "policies[0]: genuine → ask" });
  expect(decide({}, policies)).toMatchObject({ act: "notify", why: "policies[1]: genuine → notify" });
  expect(decide({ detail: "attenuated" }, policies)).toMatchObject({ act: "ask", why: "policies[1]: attenuated → ask" });
  expect(decide({ format: "other" }, policies)).toMatchObject({ act: "suspend", why: "policies[2]: genuine → suspend" });
  expect(decide({}, [])).toMatchObject({ why: "default: genuine → revoke" });
});

test("a dead token is left alone, whatever a policy says", () => {
  const eager = policy({
    acts: { genuine: "revoke", attenuated: "revoke", expired_copy: "revoke", unverified: "revoke", forged: "ask", unknown: "ask" },
  });
  expect(decide({ verdict: "inactive", detail: "revoked" }, [eager])).toMatchObject({
    act: "ignore",
    why: "nothing to do: the token is revoked",
  });
  expect(decide({ verdict: "inactive", detail: "expired_copy" }, [eager])).toMatchObject({ act: "revoke" });
});

test("a dry run decides the same, and says that it is not done", () => {
  expect(decide({}, [policy({ dryRun: true })])).toMatchObject({
    act: "revoke",
    dryRun: true,
    why: "policies[0]: genuine → revoke (dry run: not done)",
  });
});

test("an exemption goes before every policy, by format and by the very token", () => {
  const exemptions = [
    { name: "exempt[0]", format: "stripe_pk", fingerprint: null, why: "public by design" },
    { name: "exempt[1]", format: null, fingerprint: "f1", why: "the example of our documentation" },
  ];
  const eager = policy({ format: "*" });
  expect(decide({ format: "stripe_pk", fingerprint: "f2" }, [eager], exemptions)).toMatchObject({
    act: "ignore",
    exempt: true,
    why: "exempt[0]: public by design",
  });
  expect(decide({}, [eager], exemptions)).toMatchObject({
    act: "ignore",
    exempt: true,
    why: "exempt[1]: the example of our documentation",
  });
  expect(decide({ fingerprint: "f2" }, [eager], exemptions)).toMatchObject({ act: "revoke", exempt: false });
});

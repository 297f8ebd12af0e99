import type { Matcher } from "../../formats/matcher.ts";
import { Keyring } from "../../kernel/keyring.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Sighting } from "../finding.ts";

/** Names a token without telling it: by its format and its bytes, never by where it stands. */
export type Fingerprinter = (sighting: Pick<Sighting, "format" | "token">) => string;

// Without a secret there is no key that only we know, and yet the same token has to get the same name on every machine.
const PUBLIC_KEY = new Secret(Buffer.from("tokenward: fingerprints of scans without a secret"));

/**
 * With the installation's secret nobody else can tell what a fingerprint stands for. Without one, whoever guesses a
 * token can see that the guess is right: out of reach for the random parts of real tokens.
 */
export function fingerprinter(master: Secret<Buffer> | null, makeMatcher: () => Matcher): Fingerprinter {
  let fingerprint: Fingerprinter | null = null;
  // Made when there is something to name: of a thousand formats it takes a while.
  return (sighting) => (fingerprint ??= fingerprinterWith(new Keyring(master ?? PUBLIC_KEY), makeMatcher()))(sighting);
}

export function fingerprinterWith(keyring: Keyring, matcher: Matcher): Fingerprinter {
  return ({ format, token }) => {
    const text = token.reveal("fingerprint");
    // Every spelling of a token has the same bytes.
    const bytes = matcher.read(text, 0)?.bytes.reveal("fingerprint") ?? text;
    return keyring.fingerprint("candidate", format, bytes);
  };
}

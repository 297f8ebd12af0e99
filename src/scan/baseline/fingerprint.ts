import type { Matcher } from "../../formats/matcher.ts";
import { Keyring } from "../../kernel/keyring.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Sighting } from "../finding.ts";

/** Names a token without telling it: by its format and its bytes, never by where it stands. */
export type Fingerprinter = (sighting: Pick<Sighting, "format" | "token">) => string;

// Without a secret there is no key that only we know, and yet the same token has to get the same name on every machine.
const PUBLIC_KEY = new Secret(Buffer.from("tokenward: fingerprints of scans without a secret"));

/** Of tokens that may be as long as a megabyte is wide. */
const MAX_REMEMBERED = 256;

/**
 * With the installation's secret nobody else can tell what a fingerprint stands for. Without one, whoever guesses a
 * token can see that the guess is right: out of reach for the random parts of real tokens.
 */
export function fingerprinter(master: Secret<Buffer> | null, matcher: Matcher): Fingerprinter {
  let fingerprint: Fingerprinter | null = null;
  // Keys are derived when there is something to name.
  return remembering((sighting) => (fingerprint ??= fingerprinterWith(new Keyring(master ?? PUBLIC_KEY), matcher))(sighting));
}

/** What leaks once is copied and committed many times, and to name it takes longer than to find it. */
function remembering(fingerprint: Fingerprinter): Fingerprinter {
  const known = new Map<string, { readonly format: string; readonly name: string }>();
  return ({ format, token }) => {
    const text = token.reveal("fingerprint");
    const last = known.get(text);
    if (last?.format === format) return last.name;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const name = fingerprint({ format, token });
    known.set(text, { format, name });
    return name;
  };
}

export function fingerprinterWith(keyring: Keyring, matcher: Matcher): Fingerprinter {
  return ({ format, token }) => {
    const text = token.reveal("fingerprint");
    // Every spelling of a token has the same bytes.
    const bytes = matcher.read(text, 0)?.bytes.reveal("fingerprint") ?? text;
    return keyring.fingerprint("candidate", format, bytes);
  };
}

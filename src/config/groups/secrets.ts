import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { base64Bytes, visibleAscii } from "../schemas.ts";
import { secret, type Values } from "../variable.ts";

/** What TOKENWARD_SECRET has to be, wherever it comes from. */
export const masterSecret = base64Bytes(32);

export const MASTER_SECRET_ALLOWED = "at least 32 random bytes in base64, for instance from `openssl rand -base64 32`";

const KEY_BYTES = 32;

const sealingKey = base64Bytes(KEY_BYTES).refine((key) => key.length === KEY_BYTES);

/** Keys apart by commas, the first of which seals. */
const sealingKeys = z.string().transform((text, context): readonly Buffer[] => {
  const keys = text.split(",").map((key) => sealingKey.safeParse(key));
  if (keys.some(({ success }) => !success)) context.addIssue("a key is not usable");
  return keys.flatMap(({ data }) => (data === undefined ? [] : [data]));
});

export const secretVariables = {
  TOKENWARD_SECRET: secret(masterSecret, {
    about: "All keys are derived from it: fingerprints, sealing, sessions. Keep a copy: without it a restored database is of no use.",
    allowed: MASTER_SECRET_ALLOWED,
    otherwise: "made once and kept in `DATA_DIR/secret`; with `DATABASE_URL` the start is refused",
  }),
  TOKENWARD_SECRET_PREVIOUS: secret(masterSecret, {
    about:
      "To change `TOKENWARD_SECRET` without a pause: the one that was in use, until every process has started with the new one and `tokenward keys retire` was run.",
    allowed: MASTER_SECRET_ALLOWED,
    otherwise: "`TOKENWARD_SECRET` has to be one that the database knows",
  }),
  SEALING_KEYS: secret(sealingKeys, {
    about:
      "Keys that seal tokens until their issuer is shown them. The first seals, all open: put a new one before the others, run `tokenward keys rotate`, then take the old one away.",
    allowed: "one or several keys of 32 random bytes in base64, apart by commas",
    otherwise: "a key derived from `TOKENWARD_SECRET`, which always opens",
  }),
  ADMIN_TOKEN: secret(visibleAscii(16, 512), {
    about: "A bearer token that the admin API accepts, for automation and first steps.",
    allowed: "16 to 512 visible ASCII characters without spaces",
    otherwise: "`tokenward admin-token` makes one",
  }),
};

export interface SecretsConfig {
  /** Null: the one that `ensureSecret` keeps in DATA_DIR. */
  readonly master: Secret<Buffer> | null;
  /** Lets `master` in where the database does not know it yet. */
  readonly previous: Secret<Buffer> | null;
  readonly sealingKeys: Secret<readonly Buffer[]> | null;
  readonly adminToken: Secret | null;
}

export function secretsConfig(values: Values<typeof secretVariables>): SecretsConfig {
  return {
    master: values.TOKENWARD_SECRET,
    previous: values.TOKENWARD_SECRET_PREVIOUS,
    sealingKeys: values.SEALING_KEYS,
    adminToken: values.ADMIN_TOKEN,
  };
}

import type { JSX } from "preact";
import { z } from "zod";
import { appendAudit } from "../../../audit/trail.ts";
import type { Database } from "../../../db/database.ts";
import type { Claims } from "../../../incidents/intake/claims.ts";
import { lookupPasted, type PastedNeeds, type PastedToken } from "../../../incidents/lookup.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError } from "../../../kernel/errors.ts";
import type { Keyring } from "../../../kernel/keyring.ts";
import { Secret } from "../../../kernel/secret.ts";
import type { Reporter } from "../../../sources/direct.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { Found } from "./found.tsx";

export interface CheckNeeds extends PastedNeeds {
  readonly db: Database;
  readonly reporters: ReadonlyMap<string, Reporter>;
  readonly claims: Pick<Claims, "take">;
  readonly keyring: Pick<Keyring, "seal" | "unseal">;
}

const MAX_TOKENS = 200;
const MAX_TEXT = 1_000_000;

const pasteForm = z.object({ text: z.string().max(MAX_TEXT) });
const revokeForm = z.object({
  token: z.union([z.string(), z.array(z.string()).max(MAX_TOKENS)]).default([]),
  reason: lineOf(500),
});

/** "Do we know these?" Tokens are pasted, looked up, ticked and revoked; a page holds them sealed, and for its session only. */
export function checkScreens(needs: CheckNeeds): Screen[] {
  const { claims, db, keyring } = needs;
  return [
    screen({
      method: "get",
      path: "/admin/check",
      permission: "incidents:act",
      handle: async ({ words }) => ({ title: words.text("check.title"), body: <Paste /> }),
    }),
    screen({
      method: "post",
      path: "/admin/check",
      permission: "incidents:act",
      onRecord: true,
      form: pasteForm,
      handle: async ({ form, visitor, words }) => {
        const tokens = await lookupPasted(needs, new Secret(form.text), MAX_TOKENS);
        const rows = tokens.map((token) => ({ token, sealed: isLive(token) ? seal(keyring, token.text, visitor.session.id) : null }));
        return { title: words.text("check.title"), body: <Found rows={rows} limit={MAX_TOKENS} reporters={needs.reporters} /> };
      },
    }),
    screen({
      method: "post",
      path: "/admin/check/revoke",
      permission: "incidents:act",
      fresh: true,
      form: revokeForm,
      handle: async ({ form: { reason, token }, now, visitor, words }) => {
        const sealed = typeof token === "string" ? [token] : token;
        if (sealed.length === 0) throw new AppError("invalid_request", words.text("check.none"));
        const texts = sealed.map((one) => unseal(keyring, one, visitor.session.id));
        await claims.take({ texts, url: null }, now);
        await db.transaction(async (tx) => {
          const detail = { tokens: texts.length, reason };
          appendAudit(tx, [{ action: "tokens.handed_in", actor: `admin:${visitor.session.name}`, incidentId: null, detail }]);
        });
        return { to: path`/admin/incidents?q=${"source:anyone age:<1h"}`, done: "handed_in" };
      },
    }),
  ];
}

/** What is proven dies; for the rest there is nothing to revoke. */
function isLive({ verdict }: PastedToken): boolean {
  return verdict === "genuine";
}

const contextOf = (session: string): string => `pasted token of ${session}`;

function seal(keyring: CheckNeeds["keyring"], text: Secret, session: string): string {
  return keyring.seal(Buffer.from(text.reveal("seal it for the next page")), contextOf(session)).toString("base64url");
}

/** @throws AppError `invalid_request` for what no page of this session held */
function unseal(keyring: CheckNeeds["keyring"], sealed: string, session: string): string {
  try {
    return keyring.unseal(Buffer.from(sealed, "base64url"), contextOf(session)).toString();
  } catch (error) {
    throw new AppError("invalid_request", "these tokens were pasted in another session; paste them again", { cause: error });
  }
}

function Paste(): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/check`} class="card">
      <div class="field">
        <label for="text">{words.text("check.paste")}</label>
        <textarea
          id="text"
          name="text"
          rows={8}
          required
          maxLength={MAX_TEXT}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="about"
        />
        <small id="about">{words.text("check.about")}</small>
      </div>
      <Button kind="main">{words.text("check.button")}</Button>
    </Form>
  );
}

import { z } from "zod";
import { AppError, STATUS_OF } from "../../../kernel/errors.ts";
import { isMailAddress } from "../../../kernel/patterns/mail-address.ts";
import { path } from "../../ui/links.tsx";
import { type Screen, type ScreenAnswer, screen } from "../../web/screen.ts";
import type { Words } from "../../words/words.ts";
import { Checklist, type Finding } from "./checklist.tsx";

/** What the checklist can have done. */
export interface Setup {
  /** Looks at every part, and changes nothing. */
  look(): Promise<readonly Finding[]>;
  /** Answers what the relay said. @throws AppError when it was not sent */
  testMail(address: string): Promise<string>;
  /** Has a token of the person's own leak; answers its id. */
  testAlert(person: string, address: string): Promise<string>;
}

export interface SetupNeeds {
  readonly setup: Setup;
}

const PERMISSION = "setup:run";
const addressForm = z.object({
  address: z
    .string()
    .trim()
    .max(254)
    .refine(isMailAddress, "it is not an address that mail can be sent to (allowed: one such as ada@example.com)"),
});

/** Whether everything is there that this installation needs, and two tests of the whole way. */
export function setupScreens({ setup }: SetupNeeds): Screen[] {
  const page = (
    words: Words,
    found: readonly Finding[] | null,
    sent: string | null = null,
    error: AppError | null = null,
  ): ScreenAnswer => ({
    title: words.text("setup.title"),
    ...(error !== null && { status: STATUS_OF[error.code] }),
    body: <Checklist found={found} sent={sent} error={error?.message ?? null} />,
  });
  return [
    screen({
      method: "get",
      path: "/admin/setup",
      permission: PERMISSION,
      handle: async ({ words }) => await Promise.resolve(page(words, null)),
    }),
    screen({
      method: "post",
      path: "/admin/setup/look",
      permission: PERMISSION,
      handle: async ({ words }) => page(words, await setup.look()),
    }),
    screen({
      method: "post",
      path: "/admin/setup/mail",
      permission: PERMISSION,
      form: addressForm,
      handle: async ({ form: { address }, words }) => {
        try {
          return page(words, null, await setup.testMail(address));
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          return page(words, null, null, error);
        }
      },
    }),
    screen({
      method: "post",
      path: "/admin/setup/alert",
      permission: PERMISSION,
      form: addressForm,
      handle: async ({ form: { address }, visitor }) => {
        const id = await setup.testAlert(visitor.session.name, address);
        return { to: path`/admin/incidents?q=${`token:${id}`}`, done: "alert_sent" };
      },
    }),
  ];
}

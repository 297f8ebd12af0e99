import type { ErrorRequestHandler } from "express";
import type { JSX } from "preact";
import { type AppError, asAppError, ERROR_CODES, type ErrorCode, STATUS_OF } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import { Link, path } from "../ui/links.tsx";
import { type Page, usePage, type View } from "../ui/page.ts";
import { Said } from "../ui/text.tsx";
import type { MessageKey } from "../words/words.ts";
import type { Desk } from "./desk.tsx";

const TITLES: Readonly<Partial<Record<ErrorCode, MessageKey>>> = {
  not_found: "failure.notFound",
  forbidden: "failure.forbidden",
  unavailable: "failure.unavailable",
  overloaded: "failure.unavailable",
  internal: "failure.internal",
};

const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** The end of every request of the dashboard that failed: a page that says what happened. */
export function failurePages(desk: Desk, log: Logger): ErrorRequestHandler {
  // Express takes a function of four parameters for an error handler.
  return async (thrown: unknown, request, response, _next) => {
    const error = asAppError(thrown);
    const id = response.get("X-Request-Id") ?? "";
    if (error.code === "internal" || error.code === "unavailable") {
      log.error({ err: error.cause ?? error, code: error.code, request: id }, "a page failed");
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const status = STATUS_OF[error.code];
    if (status === 503) response.set("Retry-After", String(error.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS));
    // Who is asking may be what could not be found out.
    const visitor = await desk.visitor(request).catch(() => null);
    const page = desk.page(request, visitor);
    desk.send(response, status, page, failureView(page, error, id));
  };
}

function failureView({ words }: Page, error: AppError, id: string): View {
  const title = words.text(TITLES[error.code] ?? "failure.title");
  return { title, body: <Failure message={error.code === "internal" ? ERROR_CODES.internal : error.message} id={id} /> };
}

function Failure({ id, message }: { readonly message: string; readonly id: string }): JSX.Element {
  const { visitor, words } = usePage();
  return (
    <>
      <p class="lead">
        <Said text={message} />
      </p>
      {visitor !== null && (
        <p>
          <Link to={path`/admin`}>{words.text("failure.home")}</Link>
        </p>
      )}
      <p class="quiet">
        {words.text("failure.request")} <code>{id}</code>
      </p>
    </>
  );
}

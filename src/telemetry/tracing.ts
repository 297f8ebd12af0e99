import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AppError } from "../kernel/errors.ts";

// Of whatever SDK was loaded before us; without one, all of this does nothing.
const tracer = trace.getTracer("tokenward");
const PROBE = createContextKey("tokenward: is there an SDK");
const RESUMED = createContextKey("tokenward: what is gone on with");

/** Facts of a span. No token, no owner, no place: traces are kept by whoever the operator chose. */
export type Facts = Attributes;

/** Whether somebody keeps our spans: an SDK brings what carries contexts along. */
export function isTracing(): boolean {
  return context.with(ROOT_CONTEXT.setValue(PROBE, true), () => context.active().getValue(PROBE) === true);
}

/** The span that is under way, as W3C Trace Context writes it: for what goes on elsewhere, later. Null: nobody keeps it. */
export function currentTrace(): string | null {
  const here = trace.getActiveSpan()?.spanContext();
  if (here === undefined || !isSpanContextValid(here)) return null;
  return `00-${here.traceId}-${here.spanId}-${here.traceFlags.toString(16).padStart(2, "0")}`;
}

/** Some work from its beginning to its end; the facts it learns meanwhile are told with `learn`. */
export async function traced<T>(
  name: string,
  { asked = false, ...facts }: Facts & { asked?: boolean },
  work: (learn: (facts: Facts) => void) => Promise<T>,
): Promise<T> {
  const options = { kind: asked ? SpanKind.SERVER : SpanKind.INTERNAL, attributes: facts };
  return await tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work((learned) => span.setAttributes(learned));
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Where something began: the span it goes on from, and what is known of it. */
export interface Beginning {
  readonly trace: string;
  readonly facts: Facts;
}

/** Goes on with what was begun elsewhere, by key: each gets a span in its own trace, however many are worked on at once. */
export async function resuming(name: string, beginnings: ReadonlyMap<string, Beginning>, work: () => Promise<void>): Promise<void> {
  const begun = new Map(
    Array.from(beginnings, ([key, { facts, trace: parent }]) => {
      const from = contextOf(parent);
      return [key, trace.setSpan(from, tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes: facts }, from))] as const;
    }),
  );
  const spans = Array.from(begun.values(), (one) => trace.getSpan(one)!);
  try {
    await context.with(ROOT_CONTEXT.setValue(RESUMED, begun), work);
  } catch (error) {
    for (const span of spans) fail(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** What is done for one of those that are gone on with belongs to its trace. */
export async function inTraceOf<T>(key: string, work: () => Promise<T>): Promise<T> {
  const begun = context.active().getValue(RESUMED) as ReadonlyMap<string, Context> | undefined;
  const own = begun?.get(key);
  return own === undefined ? await work() : await context.with(own, work);
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/u;

function contextOf(text: string): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
}

/** Our own sentence and nothing else: libraries quote in theirs what they were given. */
function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof AppError ? error.message : "an unexpected error on our side" });
}

import type { JSX } from "preact";
import type { DeliveryLine } from "../../../incidents/queries/deliveries.sql.ts";
import { usePage } from "../../ui/page.ts";
import { Badge, type Tone } from "../../ui/text.tsx";

const TONES: Readonly<Record<DeliveryLine["state"], Tone>> = { accepted: "good", waiting: "warn", given_up: "bad" };

export function DeliveryMark({ state }: Pick<DeliveryLine, "state">): JSX.Element {
  return <Badge tone={TONES[state]} text={usePage().words.text(`delivery.${state}`)} />;
}

/** What the source was told of its records. */
export function Labels({ delivery }: { readonly delivery: DeliveryLine }): JSX.Element {
  const { words } = usePage();
  const { false_positives: wrong, records, true_positives: right } = delivery;
  if (records === null || right === null || wrong === null) return <span class="quiet">{words.text("deliveries.noLabels")}</span>;
  return <>{words.text("deliveries.labelled", { right, wrong, none: Math.max(0, records - right - wrong) })}</>;
}

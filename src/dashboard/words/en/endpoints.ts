import { EVENT_TYPES, type EventType } from "../../../outgoing/event.ts";

const messages = Object.fromEntries(Object.entries(EVENT_TYPES).map(([type, meaning]) => [`message.${type}`, meaning])) as Readonly<
  Record<`message.${EventType}`, string>
>;

/** Endpoints, and what their messages say. */
export const endpoints = {
  "done.endpoint_created": "The endpoint was added.",
  "done.endpoint_changed": "Done.",
  "done.endpoint_deleted": "The endpoint was deleted.",
  "done.endpoint_tested": "A test message is on its way.",

  "endpoints.title": "Endpoints",
  "endpoints.caption": "Other systems that are told of events",
  "endpoints.none": "Nobody is told yet.",
  "endpoints.description": "Description",
  "endpoints.host": "Host",
  "endpoints.state": "State",
  "endpoints.due": "On the way",
  "endpoints.failed": "Given up",
  "endpoints.on": "on",
  "endpoints.off": "off",
  "endpoints.failing": "failing",
  "endpoints.failingSince": "Failing since",
  "endpoints.kind": "Kind",
  "endpoints.kind.standard": "signed webhook",
  "endpoints.kind.slack": "chat (Slack's incoming webhook)",
  "endpoints.events": "Events",
  "endpoints.new.title": "Tell another system",
  "endpoints.new.url": "Address",
  "endpoints.new.button": "Add",
  "endpoints.one.title": "Endpoint",
  "endpoints.test": "Send a test",
  "endpoints.isOff": "It is switched off.",
  "endpoints.replay": "Send again what was given up",
  "endpoints.nothingFailed": "Nothing was given up.",
  "endpoints.rotate": "New signing secret",
  "endpoints.unsigned": "Its address is the secret.",
  "endpoints.enable": "Switch on",
  "endpoints.disable": "Switch off",
  "endpoints.delete": "Delete",
  "endpoints.messages": "What was sent, newest first",
  "endpoints.messages.none": "Nothing was sent yet.",
  "endpoints.message.event": "Event",
  "endpoints.message.at": "When",
  "endpoints.message.due": "on its way",
  "endpoints.message.delivered": "delivered",
  "endpoints.message.failed": "given up",
  "endpoints.message.attempts": "Attempts",
  "endpoints.message.answer": "Last answer",
  "endpoints.message.next": "Next attempt",
  "endpoints.secret.title": "Signing secret",
  "endpoints.secret.about": "Messages are signed with this secret. It is shown this once: keep it now.",
  "endpoints.secret.kept": "I have kept it",

  ...messages,
} as const;

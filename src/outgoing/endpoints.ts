import type { Actor, AuditAction } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database, Transaction } from "../db/database.ts";
import { AppError } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { Keyring } from "../kernel/keyring.ts";
import type { Secret } from "../kernel/secret.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import { type EndpointKind, newSigningSecret, openDestination, sealDestination } from "./endpoint.ts";
import {
  deleteEndpoint,
  disableEndpoint,
  type EndpointRow,
  enableEndpoint,
  insertEndpoint,
  lockSealed,
  selectEndpoint,
  selectEndpoints,
  updateSealed,
} from "./endpoints.sql.ts";
import { type EventType, testMessage } from "./event.ts";
import { insertMessages, insertParcels, type ParcelRow, replayFailed, selectParcels } from "./parcels.sql.ts";

export interface EndpointsNeeds {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

export interface EndpointRequest {
  readonly kind: EndpointKind;
  readonly address: Secret;
  readonly description: string;
  readonly events: readonly EventType[];
}

/** Each message goes to each of them. */
const MAX_ENDPOINTS = 50;
/** While a receiver changes from one secret to the next, both sign. */
const SECRETS_KEPT = 2;

/** Who is told by machine, as people manage it. Every change is in the audit trail. */
export class Endpoints {
  readonly #needs: EndpointsNeeds;

  constructor(needs: EndpointsNeeds) {
    this.#needs = needs;
  }

  async list(): Promise<EndpointRow[]> {
    return await selectEndpoints(this.#needs.db);
  }

  /** @throws AppError `not_found` */
  async get(id: string): Promise<EndpointRow> {
    return (await selectEndpoint(this.#needs.db, id)) ?? missing();
  }

  /** Answers the signing secret, which is shown this once; null for a chat. @throws AppError `conflict` when there are too many */
  async create({ address, description, events, kind }: EndpointRequest, actor: Actor): Promise<{ id: string; secret: Secret | null }> {
    const { db, keyring } = this.#needs;
    const id = uuidv7();
    const secret = kind === "standard" ? newSigningSecret() : null;
    const sealed = sealDestination(keyring, id, { address, secrets: secret === null ? [] : [secret] });
    const { origin: host } = new URL(address.reveal("show its host"));
    await db.transaction(async (tx) => {
      if (!(await insertEndpoint(tx, { id, kind, description, host, events, sealed }, MAX_ENDPOINTS))) {
        throw new AppError("conflict", `there are ${MAX_ENDPOINTS} endpoints already, which is as many as there may be`);
      }
      audit(tx, "endpoint.created", actor, { endpoint: id, kind, host });
    });
    return { id, secret };
  }

  /** Messages on their way to it are dropped. @throws AppError `not_found` */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.#change("endpoint.deleted", id, actor, deleteEndpoint, missing);
  }

  /** @throws AppError `not_found`, `conflict` */
  async disable(id: string, reason: string, actor: Actor): Promise<void> {
    await this.#change(
      "endpoint.disabled",
      id,
      actor,
      (tx) => disableEndpoint(tx, id, reason),
      () => this.#already(id, "off"),
    );
  }

  /** What was given up meanwhile is replayed only when asked. @throws AppError `not_found`, `conflict` */
  async enable(id: string, actor: Actor): Promise<void> {
    await this.#change("endpoint.enabled", id, actor, enableEndpoint, () => this.#already(id, "on"));
  }

  /** Answers a new signing secret; the one before goes on signing until the next change. @throws AppError `not_found`, `conflict` for chats */
  async rotateSecret(id: string, actor: Actor): Promise<Secret> {
    const { db, keyring } = this.#needs;
    const secret = newSigningSecret();
    await db.transaction(async (tx) => {
      const { address, secrets } = openDestination(keyring, id, (await lockSealed(tx, id)) ?? missing());
      if (secrets.length === 0) throw new AppError("conflict", "messages to a chat are not signed: its address is the secret");
      await updateSealed(tx, id, sealDestination(keyring, id, { address, secrets: [secret, ...secrets].slice(0, SECRETS_KEPT) }));
      audit(tx, "endpoint.secret_rotated", actor, { endpoint: id });
    });
    return secret;
  }

  /** Sends a message that says nothing. @throws AppError `not_found`, `conflict` when the endpoint is off */
  async test(id: string): Promise<void> {
    const { db, wake } = this.#needs;
    if ((await this.get(id)).disabledAt !== null) await this.#already(id, "off");
    const message = { id: uuidv7(), ...testMessage(new Date()) };
    await db.transaction(async (tx) => {
      await insertMessages(tx, [message]);
      await insertParcels(tx, [{ id: uuidv7(), obligationId: uuidv7(), messageId: message.id, endpointId: id }]);
    });
    wake(["deliver"]);
  }

  /** Sends again what was given up since then; answers how many messages that is. @throws AppError `not_found` */
  async replay(id: string, since: Date, actor: Actor): Promise<number> {
    const { db, wake } = this.#needs;
    await this.get(id);
    const count = await db.transaction(async (tx) => {
      const replayed = await replayFailed(tx, id, since);
      if (replayed > 0) audit(tx, "endpoint.replayed", actor, { endpoint: id, messages: replayed });
      return replayed;
    });
    wake(["deliver"]);
    return count;
  }

  /** What was sent to it, newest first. @throws AppError `not_found` */
  async messages(id: string, before: string | null, limit: number): Promise<ParcelRow[]> {
    await this.get(id);
    return await selectParcels(this.#needs.db, id, before, limit);
  }

  async #change(
    action: AuditAction,
    id: string,
    actor: Actor,
    change: (tx: Transaction, id: string) => Promise<boolean>,
    otherwise: () => unknown,
  ): Promise<void> {
    const changed = await this.#needs.db.transaction(async (tx) => {
      if (!(await change(tx, id))) return false;
      audit(tx, action, actor, { endpoint: id });
      return true;
    });
    if (!changed) await otherwise();
  }

  async #already(id: string, state: "on" | "off"): Promise<never> {
    await this.get(id);
    throw new AppError("conflict", `the endpoint is switched ${state}`);
  }
}

function missing(): never {
  throw new AppError("not_found", "there is no endpoint with this id");
}

function audit(tx: Transaction, action: AuditAction, actor: Actor, detail: Readonly<Record<string, unknown>>): void {
  appendAudit(tx, [{ action, actor, incidentId: null, detail }]);
}

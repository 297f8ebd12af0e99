import { z } from "zod";
import { isAddressRange } from "../../kernel/net/address-range.ts";
import { optional, type Values } from "../variable.ts";

const ranges = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.length <= 100 && list.every(isAddressRange));

export const outgoingVariables = {
  OUTGOING_ALLOW_ADDRESSES: optional(ranges, {
    about: "Private addresses that messages to endpoints (`/api/endpoints`) may be sent to nevertheless.",
    allowed: "IP addresses and networks (`10.1.0.0/16`), separated by commas",
    otherwise: "only public addresses",
  }),
};

export interface OutgoingConfig {
  readonly allowAddresses: readonly string[];
}

export function outgoingConfig(values: Values<typeof outgoingVariables>): OutgoingConfig {
  return { allowAddresses: values.OUTGOING_ALLOW_ADDRESSES ?? [] };
}

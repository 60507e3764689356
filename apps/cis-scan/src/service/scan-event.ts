import { MailAddress } from "@plumbline/delivery/config";
import { z } from "zod";
import { type Access, parseAccess, type Refused } from "./access.ts";
import { CustomerId, RequestId } from "./request-event.ts";

/** What one function passes to the next: never a key in clear. `email` is left out where the item of the request names one. */
export interface ScanEvent {
  readonly requestId: string;
  readonly access_type: "cross-account" | "sealed";
  readonly access_input: Readonly<Record<string, string>>;
  readonly email?: string;
  readonly customerId?: string;
}

const Event = z.object({
  requestId: RequestId,
  access_type: z.string({ error: "is missing" }),
  access_input: z.unknown().optional(),
  email: MailAddress.optional(),
  customerId: CustomerId.optional(),
});
const Sealed = z.strictObject({ ciphertext: z.base64().min(1) });

export interface ParsedScan {
  readonly requestId: string;
  readonly email: string | undefined;
  readonly customer: string | undefined;
  readonly access: Access | { readonly kind: "sealed"; readonly ciphertext: string };
}

/** Reads an event of the scan function: the documented forms, and what the request function passes on. */
export function parseScan(given: unknown): ParsedScan | Refused {
  const event = Event.safeParse(given);
  if (!event.success) {
    const [issue] = event.error.issues;
    return { error: `${issue?.path.join(".") || "the event"} ${issue?.message ?? "is invalid"}` };
  }
  const { requestId, email, customerId: customer, access_type: type, access_input: input } = event.data;
  if (type === "sealed") {
    const sealed = Sealed.safeParse(input);
    if (!sealed.success) return { error: "access_input of sealed keys is not as the request function makes it" };
    return { requestId, email, customer, access: { kind: "sealed", ciphertext: sealed.data.ciphertext } };
  }
  const access = parseAccess({ access_type: type, access_input: input }, "the event");
  if ("error" in access) return access;
  return { requestId, email, customer, access };
}

interface Reference {
  readonly requestId: string;
  readonly access: Access;
  readonly email: string | undefined;
  readonly customer: string | undefined;
}

/** Makes the event that is passed on; keys are sealed first, and of a role goes only the external id that the request itself named. */
export async function toScanEvent(
  { requestId, access, email, customer }: Reference,
  seal: (requestId: string, access: Extract<Access, { kind: "keys" }>) => Promise<string>,
): Promise<ScanEvent> {
  const rest = { ...(email === undefined ? {} : { email }), ...(customer === undefined ? {} : { customerId: customer }) };
  if (access.kind === "keys")
    return { requestId, access_type: "sealed", access_input: { ciphertext: await seal(requestId, access) }, ...rest };
  const input = { arn: access.arn, ...(access.externalId === undefined ? {} : { external_id: access.externalId }) };
  return { requestId, access_type: "cross-account", access_input: input, ...rest };
}

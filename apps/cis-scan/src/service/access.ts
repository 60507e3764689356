import { Secret } from "@plumbline/delivery/secret";
import { z } from "zod";
import type { Settings } from "./settings.ts";

const roleArn = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/;
const secretText = z
  .string()
  .min(16, "is too short")
  .transform((text) => new Secret(text));

const Keys = z.strictObject({
  access_key: z.string({ error: "is missing" }).regex(/^[A-Z0-9]{16,128}$/, "is no access key id"),
  access_secret: z.string({ error: "is missing" }).pipe(secretText),
  session_token: secretText.optional(),
});
const Role = z.strictObject({
  arn: z.string({ error: "is missing" }).trim().regex(roleArn, "is no ARN of a role, such as arn:<partition>:iam::<account>:role/<name>"),
  external_id: z.string().min(2).max(1224).optional(),
});

/** Long-lived keys, in clear only here. */
export interface KeyAccess {
  readonly kind: "keys";
  readonly accessKeyId: string;
  readonly secret: Secret;
  readonly token: Secret | undefined;
}
/** A role, and by whose external id it is taken on. */
export interface RoleAccess {
  readonly kind: "role";
  readonly arn: string;
  readonly externalId: string | undefined;
}
export type Access = KeyAccess | RoleAccess;
export type Refused = { readonly error: string };

const Entry = z.object({
  access_type: z.string({ error: "is missing" }).transform((text) => text.trim().toLowerCase()),
  access_input: z.unknown().optional(),
});

/** What is wrong, without a word of what was given: it may be a secret in the wrong place. */
const wrong = (error: z.ZodError, where: string): string => {
  const [issue] = error.issues;
  const path = [where, ...(issue?.path ?? [])].join(".");
  if (issue?.code === "unrecognized_keys") return `${where} has ${issue.keys.length} unknown field(s); known are those of the README`;
  return issue?.code === "invalid_type" ? `${path} is missing or of the wrong type` : `${path} ${issue?.message ?? "is invalid"}`;
};

/** Reads one entry of `scan_input`: both documented forms. */
export function parseAccess(given: unknown, where: string): Access | Refused {
  const entry = Entry.safeParse(given);
  if (!entry.success) return { error: wrong(entry.error, where) };
  const { access_type: type, access_input: input } = entry.data;
  if (type === "credentials") {
    const keys = Keys.safeParse(input);
    if (!keys.success) return { error: wrong(keys.error, `${where}.access_input`) };
    return { kind: "keys", accessKeyId: keys.data.access_key, secret: keys.data.access_secret, token: keys.data.session_token };
  }
  if (type === "cross-account" || type === "crossaccount") {
    const role = Role.safeParse(input);
    if (!role.success) return { error: wrong(role.error, `${where}.access_input`) };
    return { kind: "role", arn: role.data.arn, externalId: role.data.external_id };
  }
  return { error: `${where}.access_type is neither credentials nor cross-account` };
}

/**
 * Settles by which external id a role is taken on: the one that EXTERNAL_IDS has for the customer, or one of the request that begins with the
 * customer's id and a colon. So nobody reaches the role of another customer, whose trust policy names another id.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function settleAccess(input: Access, customer: string | undefined, settings: Settings): Access | Refused {
  if (input.kind === "keys") return input;
  const { EXTERNAL_IDS: known, ALLOW_NO_EXTERNAL_ID: mayGoWithout } = settings;
  const given = input.externalId;
  const own = customer !== undefined && known && Object.hasOwn(known, customer) ? known[customer] : undefined;
  if (own !== undefined) {
    if (given !== undefined && given !== own) return { error: "access_input.external_id is not the one of this customer" };
    return { ...input, externalId: own };
  }
  if (given !== undefined) {
    if (customer === undefined) return { error: "access_input.external_id belongs to a customer: give customerId too" };
    if (known) return { error: "EXTERNAL_IDS has no external id for this customer" };
    if (customer.includes(":")) return { error: "the customer's id has a colon: EXTERNAL_IDS must name its external id" };
    if (!given.startsWith(`${customer}:`)) return { error: "access_input.external_id must begin with the customer's id and a colon" };
    return input;
  }
  if (mayGoWithout) return input;
  const why =
    customer === undefined ? "the request names no customer" : known ? "EXTERNAL_IDS has none for this customer" : "none was given";
  return { error: `a role is taken on by an external id only, and ${why}; see "External ids" of the README` };
}

/** Every secret of an access, to be taken out of what others say. */
export const secretsOf = (access: Access): readonly Secret[] =>
  access.kind === "keys" ? [access.secret, ...(access.token ? [access.token] : []), new Secret(access.accessKeyId)] : [];

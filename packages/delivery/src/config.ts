import { AccountId, Severity } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { isLoopbackHost } from "./loopback.ts";
import { SecretSource } from "./secret.ts";

const filters = {
  /** Named on stderr, and beside what waits for it. */
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "a channel's name has letters, digits, dots and hyphens"),
  minSeverity: Severity.default("low"),
  /** Checks, types or patterns such as `s3_bucket/*`; all when left out. */
  checks: z.array(z.string().min(1)).min(1).optional(),
  accounts: z.array(AccountId).min(1).optional(),
};

const Sns = z.strictObject({
  kind: z.literal("sns"),
  ...filters,
  topic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a topic's ARN looks like arn:<partition>:sns:<region>:<account>:<name>"),
});
const Slack = z.strictObject({ kind: z.literal("slack"), ...filters, url: SecretSource });
const Webhook = z.strictObject({ kind: z.literal("webhook"), ...filters, url: SecretSource });

const Address = z.email({ error: "must be an address such as ops@example.com" }).toLowerCase();
const Smtp = z
  .strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    /** `starttls`: the connection is not used before it is encrypted. `implicit`: encrypted from the first byte (port 465). */
    tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    user: z.string().min(1).optional(),
    password: SecretSource.optional(),
    /** Certificates (PEM) that are trusted instead of the well-known ones. */
    caFile: z.string().min(1).optional(),
  })
  .refine(({ tls, host }) => tls !== "none" || isLoopbackHost(host), {
    error: "tls: none is for a server on this machine only",
    path: ["tls"],
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), { error: "user and password go together" });
const Mail = z.strictObject({ kind: z.literal("mail"), ...filters, smtp: Smtp, from: Address, to: z.array(Address).min(1) });

export const ChannelConfig = z.discriminatedUnion("kind", [Sns, Slack, Webhook, Mail]);
export type ChannelConfig = z.infer<typeof ChannelConfig>;
export type ChannelConfigOf<K extends ChannelConfig["kind"]> = Extract<ChannelConfig, { kind: K }>;

/** An address, or a domain: all addresses right below it, and none of its subdomains. */
const Allowed = z.union([
  Address,
  z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/i, "must be an address or a domain")
    .toLowerCase(),
]);

/** Who is told what. Secrets are named here and stand elsewhere. */
export const NotifyConfig = z
  .strictObject({
    channels: z.array(ChannelConfig).min(1),
    /** Addresses and domains that mail may go to; none unless named. */
    mailAllowed: z.array(Allowed).default([]),
    /** URL of an SQS queue for notices that could not be delivered; files below the output folder unless named. */
    spoolQueue: z.url({ protocol: /^https?$/ }).optional(),
    /** Where people find a run, `{run}` standing for its name. */
    runUrl: z
      .string()
      .refine((text) => URL.canParse(text.replaceAll("{run}", "r")), "must be a URL, with {run} for the run")
      .optional(),
  })
  .superRefine(({ channels, mailAllowed }, context) => {
    const names = channels.map(({ name }) => name);
    for (const [i, name] of names.entries())
      if (names.indexOf(name) !== i) context.addIssue({ code: "custom", path: ["channels", i, "name"], message: `${name} is named twice` });
    for (const [i, channel] of channels.entries()) {
      const refused = channel.kind === "mail" ? channel.to.filter((address) => !isMailAllowed(address, mailAllowed)) : [];
      for (const address of refused)
        context.addIssue({
          code: "custom",
          path: ["channels", i, "to"],
          message: `mail to ${address} is not allowed: mailAllowed names neither it nor its domain`,
        });
    }
  });
export type NotifyConfig = z.infer<typeof NotifyConfig>;

/** Tells whether mail may go to an address: it, or its whole domain, is on the list. */
export const isMailAllowed = (address: string, allowed: readonly string[]): boolean => {
  const [, domain] = address.toLowerCase().split(/@(?=[^@]*$)/);
  return allowed.includes(address.toLowerCase()) || (domain !== undefined && allowed.includes(domain));
};

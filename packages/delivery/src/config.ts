import { AccountId, Severity } from "@plumbline/finding-model/resource";
import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { z } from "zod";
import { SecretSource } from "./secret.ts";

const filters = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "a channel's name has letters, digits, dots and hyphens")
    .describe("How messages call the channel."),
  minSeverity: Severity.default("low").describe("Findings below it are not told."),
  checks: z.array(z.string().min(1)).min(1).optional().describe("Only these checks, types or patterns such as s3_bucket/*."),
  accounts: z.array(AccountId).min(1).optional().describe("Only findings of these accounts."),
};

const Sns = z.strictObject({
  kind: z.literal("sns"),
  ...filters,
  topic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a topic's ARN looks like arn:<partition>:sns:<region>:<account>:<name>")
    .describe("The topic's ARN."),
});
const Slack = z.strictObject({ kind: z.literal("slack"), ...filters, url: SecretSource.describe("Where the incoming webhook's URL is.") });
const Webhook = z.strictObject({
  kind: z.literal("webhook"),
  ...filters,
  url: SecretSource.describe("Where the URL is that takes the JSON."),
});

const Address = z.email({ error: "must be an address such as ops@example.com" }).toLowerCase();
/** One address and nothing else: no name, no brackets, no list. Spaces around it are no part of it. */
export const MailAddress = z.string({ error: "must be a text" }).trim().pipe(Address);
const Smtp = z
  .strictObject({
    host: z.string().min(1).describe("The mail server."),
    port: z.int().min(1).max(65_535).describe("587 with starttls, 465 with implicit, as a rule."),
    tls: z
      .enum(["starttls", "implicit", "none"])
      .default("starttls")
      .describe("starttls: not used before it is encrypted. implicit: encrypted from the first byte. none: on this machine only."),
    user: z.string().min(1).optional().describe("Who signs in; nobody when left out."),
    password: SecretSource.optional().describe("Where the password is."),
    caFile: z.string().min(1).optional().describe("Certificates (PEM) that are trusted instead of the well-known ones."),
  })
  .refine(({ tls, host }) => tls !== "none" || isLoopbackHost(host), {
    error: "tls: none is for a server on this machine only",
    path: ["tls"],
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), { error: "user and password go together" });
const Mail = z.strictObject({
  kind: z.literal("mail"),
  ...filters,
  smtp: Smtp.describe("How mail goes out."),
  from: Address.describe("The sender."),
  to: z.array(Address).min(1).describe("Who gets it; each must be allowed."),
});

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
    channels: z.array(ChannelConfig).min(1).describe("Where notices go."),
    mailAllowed: z.array(Allowed).default([]).describe("Addresses and domains that mail may go to; none unless named."),
    spoolQueue: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("URL of an SQS queue for what could not be delivered; files below the output folder unless named."),
    runUrl: z
      .string()
      .refine(
        (text) => /^https?:/.test(text) && URL.canParse(text.replaceAll("{run}", "r")),
        "must be an http or https URL, with {run} for the run",
      )
      .optional()
      .describe("Where people find a run; {run} stands for its name."),
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

/** Tells whether mail may go to an address: it, or its whole domain, is on the list. What is not one address gets none. */
export const isMailAllowed = (text: string, allowed: readonly string[]): boolean => {
  const { data: address } = MailAddress.safeParse(text);
  const [, domain] = address?.split("@") ?? [];
  return address !== undefined && (allowed.includes(address) || (domain !== undefined && allowed.includes(domain)));
};

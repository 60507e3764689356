import { ItemKind } from "@plumbline/access-reviews/campaign";
import { RevokedPart } from "@plumbline/access-reviews/decision";
import { ItemState } from "@plumbline/access-reviews/review-item";
import { GlobalOptions } from "@plumbline/cli/global-options";
import { numberOption } from "@plumbline/cli/number-option";
import { MailAddress } from "@plumbline/delivery/config";
import { AccountId } from "@plumbline/finding-model/resource";
import { isLoopbackHost } from "@plumbline/http-call/loopback";
import { z } from "zod";
import { plainShape } from "../config.ts";
import { KmsKeyArn } from "./kms-signer.ts";

const by = z.string().min(1).optional();
const number = (least: number) => numberOption.min(least);

export const OpenConfig = z.object({
  ...plainShape,
  by,
  id: z.string().optional(),
  name: z.string().min(1, "must not be empty"),
  opens: z.string().default("now"),
  due: z.string(),
  at: z.string().default("now"),
  accounts: z.array(AccountId).min(1, "is empty").optional(),
  kinds: z.array(ItemKind).min(1, "is empty").optional(),
  reviewers: z.string().min(1).optional(),
  ownerTags: z.array(z.string().min(1)).min(1).optional(),
  defaultReviewer: z.string().min(1, "must name somebody"),
  alternate: z.string().min(1).optional(),
  maxAgeHours: number(1).default(48),
  acceptIncomplete: z.boolean().default(false),
  carryOver: z.union([z.boolean(), z.string()]).default(false),
});
export type OpenConfig = z.infer<typeof OpenConfig>;

export const ListConfig = z.object({
  ...plainShape,
  format: z.enum(["text", "json", "csv"]).default("text"),
  reviewer: z.string().min(1).optional(),
  account: AccountId.optional(),
  businessUnit: z.string().min(1).optional(),
  kind: ItemKind.optional(),
  state: ItemState.optional(),
  privileged: z.boolean().default(false),
  text: z.string().optional(),
});
export type ListConfig = z.infer<typeof ListConfig>;

export const DecideConfig = z.object({
  ...plainShape,
  by,
  admin: z.boolean().default(false),
  from: z.string().min(1).optional(),
  what: RevokedPart.optional(),
  reason: z.string().max(2000, "has more than 2000 characters").default(""),
  hash: z.string().optional(),
});
export type DecideConfig = z.infer<typeof DecideConfig>;

export const RemindConfig = z
  .object({
    ...plainShape,
    by,
    smtp: z
      .string()
      .regex(/^[^\s:]+:\d{1,5}$/, "must be a host and a port such as mail.example.com:587")
      .transform((text) => {
        const [host = "", port = ""] = text.split(":");
        return { host, port: Number(port) };
      }),
    smtpTls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    smtpUser: z.string().min(1).optional(),
    smtpPasswordFile: z.string().min(1).optional(),
    smtpCa: z.string().min(1).optional(),
    from: MailAddress,
    mailAllowed: z.array(z.string().toLowerCase()).min(1, "is empty"),
    consoleUrl: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  })
  .refine(({ smtpTls, smtp }) => smtpTls !== "none" || isLoopbackHost(smtp.host), {
    error: "none is for a server on this machine only",
    path: ["smtpTls"],
  });
export type RemindConfig = z.infer<typeof RemindConfig>;

export const CloseConfig = z
  .object({
    ...plainShape,
    ...GlobalOptions.pick({ profile: true, roleArn: true, externalId: true, endpointUrl: true }).shape,
    by,
    pack: z.string().min(1, "must name a file").optional(),
    key: z.string().min(1, "must name a file").optional(),
    kmsKey: KmsKeyArn.optional(),
    early: z.boolean().default(false),
  })
  .refine(({ key, kmsKey }) => key === undefined || kmsKey === undefined, { error: "can't go together with --key", path: ["kmsKey"] });
export type CloseConfig = z.infer<typeof CloseConfig>;

export const VerifyConfig = z.object({ ...plainShape, publicKey: z.string().min(1, "must name a file").optional() });
export type VerifyConfig = z.infer<typeof VerifyConfig>;

export const isJson = ({ format, json }: { format: string; json: boolean }): boolean => json || format === "json";

export const ReportConfig = z
  .object({
    ...plainShape,
    file: z.string().regex(/\.(html?|pdf|csv)$/i, "must end in .html, .pdf or .csv"),
    at: z.string().default("now"),
    account: AccountId.optional(),
    businessUnit: z.string().min(1, "must not be empty").optional(),
    kinds: z.array(ItemKind).min(1, "is empty").default(["iam_user", "iam_role", "sso_assignment"]),
    maxAgeHours: number(1).default(48),
  })
  .refine(({ account, businessUnit }) => account === undefined || businessUnit === undefined, {
    error: "can't go together with --business-unit",
    path: ["account"],
  });
export type ReportConfig = z.infer<typeof ReportConfig>;

import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { sessionNamePrefix } from "./session-name.ts";

const RoleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/, "a role ARN looks like arn:<partition>:iam::<account>:role/<name>");

/** Long-lived or temporary keys, given outright; for an emulator and for tests. */
export const StaticKeys = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
  expiration: z.date().optional(),
});

/** The role in every account but the session's own, unless another is named. */
export const defaultAccountRole = "member_remediator";

/** What a session is made from; every field may be left out. */
export const SessionOptions = z.strictObject({
  /** A profile of the ini files; AWS_PROFILE otherwise. */
  profile: z.string().min(1).optional(),
  credentials: StaticKeys.optional(),
  /** Assumed before anything else; several are assumed one after another. */
  roleArn: z.union([RoleArn.transform((one) => [one]), z.array(RoleArn)]).default([]),
  externalId: z.string().min(2).optional(),
  /** Name, or path and name, of the role that is assumed in every account but the session's own. */
  accountRoleName: z
    .string()
    .regex(/^[\w+=,.@/-]+$/, "must be a role's name")
    .transform((name) => name.replace(/^\//, ""))
    .default(defaultAccountRole),
  /** Asked first for the identity, by its own STS; AWS_REGION otherwise. */
  region: z
    .string()
    .regex(/^[a-z]{2,}-[a-z]+(-[a-z]+)?-\d+$/, "give a region such as eu-west-1; `global` is none")
    .optional(),
  /** Every client goes there and nowhere else. */
  endpointUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** True: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_* and the ini files' endpoint_url are not obeyed. */
  ignoreConfiguredEndpoints: z.boolean().default(false),
  /** These accounts, instead of the session's own. */
  accounts: z.array(AccountId).optional(),
  /** The accounts of the organization, or of some of its units. */
  organization: z.strictObject({ ou: z.array(z.string()).default([]), excludeAccounts: z.array(AccountId).default([]) }).optional(),
  /** Names the role sessions, together with `runId`; ours are told by it in CloudTrail records. */
  sessionNamePrefix: z
    .string()
    .regex(/^[\w+=,.@-]+$/)
    .default(sessionNamePrefix),
  runId: z.string().min(1).default("run"),
  maxAttempts: z.int().min(1).default(5),
  /** Attempts per second for each (account, region, service), and how many may come at once. */
  ratePerSecond: z.number().positive().default(20),
  burst: z.int().min(1).default(40),
  /** Limits of one request. */
  connectionTimeoutSeconds: z.number().positive().default(5),
  requestTimeoutSeconds: z.number().positive().default(60),
});
export type SessionOptions = z.output<typeof SessionOptions>;

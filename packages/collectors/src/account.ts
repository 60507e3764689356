import { defineCollector } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { contactFields, securityContactFields } from "./facts/account-contacts.ts";
import { rootCredentials } from "./facts/credential-report.ts";
import { identityProviders } from "./facts/identity-providers.ts";
import { virtualRootDevices } from "./facts/mfa-devices.ts";
import { holdersOf } from "./facts/policy-holders.ts";
import { PublicAccessBlock } from "./facts/public-access-block.ts";

const iamSdk = () => import("@aws-sdk/client-iam");
const accountId = "recipientAccountId";

/** What AWS counts of the root user and of users; a count that it leaves out is unknown. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
const Summary = z.object({
  AccountMFAEnabled: z.number(),
  AccountAccessKeysPresent: z.number().optional(),
  AccountPasswordPresent: z.number().optional(),
  Users: z.number().optional(),
});

/**
 * A flag that AWS leaves out is off, a length that it leaves out is 6, an age or a reuse that it leaves out is not limited.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
const flag = z.boolean().default(false);
const PasswordPolicy = z.object({
  MinimumPasswordLength: z.number().default(6),
  RequireUppercaseCharacters: flag,
  RequireLowercaseCharacters: flag,
  RequireNumbers: flag,
  RequireSymbols: flag,
  PasswordReusePrevention: z.number().default(0),
  MaxPasswordAge: z.number().nullable().default(null),
});

/** The account itself: always there, the subject of checks on account-wide settings, and the context of others. */
export const account = defineCollector({
  type: "account",
  title: "AWS account",
  scope: "global",
  iam: [],
  gone: [],
  base: z.object({ id: z.string() }),
  async *list(aws) {
    yield { id: aws.account };
  },
  // The empty id is of events that name no account, an ARN of those on a device of the root user.
  find: async (aws, id) => (id === "" || id === aws.account || parseArn(id)?.account === aws.account ? [{ id: aws.account }] : []),
  aspects: {
    summary: {
      iam: ["iam:GetAccountSummary"],
      schema: Summary,
      async fetch(aws) {
        const { IAMClient, GetAccountSummaryCommand } = await iamSdk();
        return Summary.parse((await aws.client(IAMClient).send(new GetAccountSummaryCommand({}))).SummaryMap);
      },
    },
    passwordPolicy: {
      iam: ["iam:GetAccountPasswordPolicy"],
      schema: PasswordPolicy.nullable().default(null),
      none: ["NoSuchEntity", "NoSuchEntityException"],
      async fetch(aws) {
        const { IAMClient, GetAccountPasswordPolicyCommand } = await iamSdk();
        return (await aws.client(IAMClient).send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy;
      },
    },
    rootCredentials,
    virtualRootDevices,
    contactFields,
    securityContactFields,
    identityProviders,
    supportAccess: holdersOf("AWSSupportAccess"),
    cloudShellAccess: holdersOf("AWSCloudShellFullAccess"),
    publicAccessBlock: {
      iam: ["s3:GetAccountPublicAccessBlock"],
      schema: PublicAccessBlock,
      none: ["NoSuchPublicAccessBlockConfiguration"],
      async fetch(aws, { id }) {
        const { S3ControlClient, GetPublicAccessBlockCommand } = await import("@aws-sdk/client-s3-control");
        const reply = await aws.client(S3ControlClient).send(new GetPublicAccessBlockCommand({ AccountId: id }));
        return reply.PublicAccessBlockConfiguration;
      },
    },
  },
  events: [
    { source: "s3.amazonaws.com", name: "PutAccountPublicAccessBlock", effect: "update", touches: ["publicAccessBlock"], id: accountId },
    { source: "s3.amazonaws.com", name: "DeleteAccountPublicAccessBlock", effect: "update", touches: ["publicAccessBlock"], id: accountId },
    // IAM's records of these two name no account but the one that they are of.
    { source: "iam.amazonaws.com", name: "UpdateAccountPasswordPolicy", effect: "update", touches: ["passwordPolicy"], id: accountId },
    { source: "iam.amazonaws.com", name: "DeleteAccountPasswordPolicy", effect: "update", touches: ["passwordPolicy"], id: accountId },
    // A record names the root user's device in several ways, or not at all; any device may be that.
    { source: "iam.amazonaws.com", name: "EnableMFADevice", effect: "update", touches: ["summary"], id: accountId },
    { source: "iam.amazonaws.com", name: "DeactivateMFADevice", effect: "update", touches: ["summary"], id: accountId },
    { source: "iam.amazonaws.com", name: "DeleteVirtualMFADevice", effect: "update", touches: ["summary"], id: accountId },
  ],
});

import type { User } from "@aws-sdk/client-iam";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { AccessKeys, readAccessKeys } from "./facts/access-keys.ts";
import { userDetails } from "./facts/account-details.ts";
import { credentials } from "./facts/credential-report.ts";
import { mfaDevices, mfaSince } from "./facts/mfa-devices.ts";
import { mfaPolicyName } from "./facts/mfa-policy.ts";
import { userAttachedPolicies, userGroups, userInlinePolicies } from "./facts/own-policies.ts";
import { userPermissions } from "./facts/permissions.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-iam");
const source = "iam.amazonaws.com";
/** The name at the end of an ARN, of the user or of a device that is named after it; the root user is none. */
function nameOf(named: string): string | undefined {
  if (/:root$|:mfa\/root-account-mfa-device$/.test(named)) return undefined;
  const name = named.startsWith("arn:") ? (/:(?:user|mfa)\/(?:.*\/)?([^/]+)$/.exec(named)?.[1] ?? "") : named;
  return /^[\w+=,.@-]+$/.test(name) ? name : undefined; // AWS ROOT USER is what some records say
}
const userName = { source, id: "requestParameters.userName", toId: nameOf } as const;
// These may leave the name out for the caller's own user.
const orCaller = { ...userName, id: ["requestParameters.userName", "userIdentity.arn"] } as const;
const answered = ["responseElements.accessKey.userName", "requestParameters.userName", "userIdentity.arn"] as const;
const mfa = ["mfaDevices", "mfaSince"] as const;
const missing = ["NoSuchEntity", "NoSuchEntityException"];

const Base = z.object({ id: z.string().min(1), userId: z.string().min(1).optional(), passwordLastUsed: z.iso.datetime().nullable() });
const LoginProfile = z.object({ createdAt: z.iso.datetime() });

/** AWS leaves the last use out for a user who never signed in with a password. https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
const toBase = ({ UserName, UserId, PasswordLastUsed }: Pick<Partial<User>, "UserName" | "UserId" | "PasswordLastUsed">) =>
  Base.parse({ id: UserName, userId: UserId, passwordLastUsed: PasswordLastUsed?.toISOString() ?? null });

/** An IAM user, named by its name. The listing tells neither tags nor credentials. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const iamUser = defineCollector({
  type: "iam_user",
  title: "IAM user",
  scope: "global",
  iam: ["iam:ListUsers"],
  findIam: ["iam:GetUser"],
  gone: missing,
  base: Base,
  async *list(aws) {
    const { IAMClient, paginateListUsers } = await sdk();
    for await (const page of paginateListUsers({ client: aws.client(IAMClient) }, { MaxItems: 1000 }))
      yield* (page.Users ?? []).map(toBase);
  },
  async find(aws, id) {
    // Also an ARN, of the user or of a device that is named after it. Without a name, GetUser would tell of the caller.
    const UserName = nameOf(id);
    if (UserName === undefined) return [];
    const { IAMClient, GetUserCommand } = await sdk();
    const { User } = await aws.client(IAMClient).send(new GetUserCommand({ UserName }));
    return User ? [toBase(User)] : [];
  },
  aspects: {
    loginProfile: {
      iam: ["iam:GetLoginProfile"],
      schema: LoginProfile.nullable().default(null),
      none: missing,
      async fetch(aws, { id }) {
        const { IAMClient, GetLoginProfileCommand } = await sdk();
        const reply = await aws.client(IAMClient).send(new GetLoginProfileCommand({ UserName: id }));
        return LoginProfile.parse({ createdAt: reply.LoginProfile?.CreateDate?.toISOString() });
      },
    },
    credentials,
    details: userDetails,
    permissions: userPermissions,
    ...{ attachedPolicies: userAttachedPolicies, inlinePolicies: userInlinePolicies, groups: userGroups },
    mfaDevices,
    mfaSince,
    mfaPolicy: {
      iam: ["iam:GetUserPolicy"],
      schema: PolicyDocument.nullable().default(null),
      none: missing,
      async fetch(aws, { id }) {
        const { IAMClient, GetUserPolicyCommand } = await sdk();
        const reply = await aws.client(IAMClient).send(new GetUserPolicyCommand({ UserName: id, PolicyName: mfaPolicyName }));
        return parsePolicy(reply.PolicyDocument ?? "");
      },
    },
    accessKeys: {
      iam: ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"],
      schema: AccessKeys,
      fetch: (aws, { id }) => readAccessKeys(aws, id),
    },
    tags: {
      iam: ["iam:ListUserTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { IAMClient, paginateListUserTags } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListUserTags({ client: aws.client(IAMClient) }, { UserName: id }))
          Object.assign(tags, toTags(page.Tags));
        return tags;
      },
    },
  },
  events: [
    { ...userName, name: "CreateUser", effect: "create" },
    { ...userName, name: "DeleteUser", effect: "delete" },
    { ...orCaller, name: "CreateLoginProfile", effect: "update", touches: ["loginProfile"] },
    { ...userName, name: "UpdateLoginProfile", effect: "update", touches: ["loginProfile"] },
    { ...orCaller, name: "DeleteLoginProfile", effect: "update", touches: ["loginProfile"] },
    { ...userName, name: "EnableMFADevice", effect: "update", touches: mfa },
    { ...orCaller, name: "DeactivateMFADevice", effect: "update", touches: mfa },
    { ...userName, name: "DeleteVirtualMFADevice", effect: "update", touches: mfa, id: "requestParameters.serialNumber" },
    { ...userName, name: "PutUserPolicy", effect: "update", touches: ["mfaPolicy", "inlinePolicies"] },
    { ...userName, name: "DeleteUserPolicy", effect: "update", touches: ["mfaPolicy", "inlinePolicies"] },
    { ...userName, name: "CreateAccessKey", effect: "update", touches: ["accessKeys"], id: answered },
    { ...userName, name: "UpdateUser", effect: "update", touches: [], id: ["requestParameters.newUserName", "requestParameters.userName"] },
    { ...orCaller, name: "UpdateAccessKey", effect: "update", touches: ["accessKeys"] },
    { ...orCaller, name: "DeleteAccessKey", effect: "update", touches: ["accessKeys"] },
    { ...userName, name: "TagUser", effect: "update", touches: ["tags"] },
    { ...userName, name: "UntagUser", effect: "update", touches: ["tags"] },
  ],
});

import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { AccessKeys, readAccessKeys } from "./facts/access-keys.ts";
import { mfaPolicyName } from "./facts/mfa-policy.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-iam");
const source = "iam.amazonaws.com";
const userName = "requestParameters.userName";
const missing = ["NoSuchEntity", "NoSuchEntityException"];

const Base = z.object({ id: z.string().min(1), passwordLastUsed: z.iso.datetime().nullable() });
const LoginProfile = z.object({ createdAt: z.iso.datetime() });

/** AWS leaves the last use out for a user who never signed in with a password. https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
const toBase = ({ UserName, PasswordLastUsed }: { UserName?: string | undefined; PasswordLastUsed?: Date | undefined }) =>
  Base.parse({ id: UserName, passwordLastUsed: PasswordLastUsed?.toISOString() ?? null });

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
    const UserName = id.slice(id.lastIndexOf("/") + 1);
    if (UserName === "") return [];
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
    mfaDevices: {
      iam: ["iam:ListMFADevices"],
      schema: z.array(z.string()),
      async fetch(aws, { id }) {
        const { IAMClient, paginateListMFADevices } = await sdk();
        const serialNumbers: string[] = [];
        for await (const page of paginateListMFADevices({ client: aws.client(IAMClient) }, { UserName: id }))
          serialNumbers.push(...(page.MFADevices ?? []).map((device) => z.string().parse(device.SerialNumber)));
        return serialNumbers;
      },
    },
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
    { source, name: "CreateUser", effect: "create", id: userName },
    { source, name: "DeleteUser", effect: "delete", id: userName },
    { source, name: "CreateLoginProfile", effect: "update", touches: ["loginProfile"], id: userName },
    { source, name: "UpdateLoginProfile", effect: "update", touches: ["loginProfile"], id: userName },
    { source, name: "DeleteLoginProfile", effect: "update", touches: ["loginProfile"], id: userName },
    { source, name: "EnableMFADevice", effect: "update", touches: ["mfaDevices"], id: userName },
    { source, name: "DeactivateMFADevice", effect: "update", touches: ["mfaDevices"], id: userName },
    { source, name: "DeleteVirtualMFADevice", effect: "update", touches: ["mfaDevices"], id: "requestParameters.serialNumber" },
    { source, name: "PutUserPolicy", effect: "update", touches: ["mfaPolicy"], id: userName },
    { source, name: "DeleteUserPolicy", effect: "update", touches: ["mfaPolicy"], id: userName },
    // A user who makes a key for himself is named in the answer only.
    { source, name: "CreateAccessKey", effect: "update", touches: ["accessKeys"], id: "responseElements.accessKey.userName" },
    { source, name: "UpdateAccessKey", effect: "update", touches: ["accessKeys"], id: userName },
    { source, name: "DeleteAccessKey", effect: "update", touches: ["accessKeys"], id: userName },
    { source, name: "TagUser", effect: "update", touches: ["tags"], id: userName },
    { source, name: "UntagUser", effect: "update", touches: ["tags"], id: userName },
  ],
});

import type { KMSClient } from "@aws-sdk/client-kms";
import type { Aws } from "@plumbline/audit-kit/define";
import { accountRoot } from "@plumbline/finding-model/arn";
import { type Kitchen, type Made, nameTag, type Recipe } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-kms");
const Tags = [{ TagKey: nameTag.Key, TagValue: nameTag.Value }];

const policyOf = (aws: Aws, ...Statement: object[]): string => {
  const AWS = accountRoot(aws);
  const own = { Sid: "Own", Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Id: "kept", Statement: [own, ...Statement] });
};

/** The keys that an earlier run made and that are not to be deleted yet; a key has no name, so its tag tells. */
async function* ownKeys(client: KMSClient): AsyncGenerator<string> {
  const { DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } = await sdk();
  for await (const { Keys = [] } of paginateListKeys({ client }, { Limit: 1000 })) {
    for (const { KeyId } of Keys) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      if (KeyId === undefined || KeyMetadata?.KeyManager !== "CUSTOMER" || KeyMetadata.KeyState === "PendingDeletion") continue;
      const { Tags: tags = [] } = await client.send(new ListResourceTagsCommand({ KeyId }));
      if (tags.some(({ TagKey, TagValue }) => TagKey === nameTag.Key && TagValue === nameTag.Value)) yield KeyId;
    }
  }
}

/** Two keys: one that anyone may describe, and one that anyone may describe through a service, a condition that must stay. */
export const kmsKey: Recipe = {
  name: "kms-key",
  scope: "regional",
  dollarsPerMonth: 2,
  danger: "anyone with an AWS account may read the description of two keys that encrypt nothing",
  async make({ aws }): Promise<readonly Made[]> {
    const { KMSClient, CreateKeyCommand } = await sdk();
    const open = { Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:DescribeKey", Resource: "*" };
    const through = { ...open, Condition: { StringEquals: { "kms:ViaService": `s3.${aws.region}.amazonaws.com` } } };
    const made: Made[] = [];
    for (const statement of [open, through]) {
      const command = new CreateKeyCommand({ Policy: policyOf(aws, statement), Description: nameTag.Value, Tags });
      const { KeyMetadata } = await aws.client(KMSClient).send(command);
      if (KeyMetadata?.KeyId) made.push({ type: "kms_key", id: KeyMetadata.KeyId, fails: [{ check: "kms_key/not-public", fromDays: 0 }] });
    }
    return made;
  },
  /** KMS deletes a key after a week at the earliest; until then nobody else may use it any more. */
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const { KMSClient, PutKeyPolicyCommand, ScheduleKeyDeletionCommand } = await sdk();
    const client = aws.client(KMSClient);
    const gone: string[] = [];
    for await (const KeyId of ownKeys(client)) {
      await client.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy: policyOf(aws) }));
      await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      gone.push(KeyId);
    }
    return gone;
  },
};

import { defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { isIn } from "./facts/event-id.ts";
import { KeyRotation, readKeyRotation } from "./facts/key-rotation.ts";
import { Tags } from "./facts/tags.ts";
import { PolicyDocument, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-kms");
const source = "kms.amazonaws.com";
// The list of resources has the key even where an alias was given.
const keyId = ["resources[].ARN", "requestParameters.keyId"] as const;
const updates = ["EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "UpdatePrimaryRegion"] as const;

/** What a key is, of that which DescribeKey tells. https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
const Metadata = z.object({
  /** `AWS` for a key that a service made and nobody can change. */
  managedBy: z.string().pipe(z.enum(["AWS", "CUSTOMER"])),
  state: z.string().min(1),
  /** Null for a key of one region. */
  multiRegion: z
    .string()
    .pipe(z.enum(["PRIMARY", "REPLICA"]))
    .nullable(),
});

const isElsewhere = (id: string, place: EventPlace): boolean => {
  const arn = parseArn(id);
  return arn !== undefined && !isIn(place, arn);
};
/** The id in the ARN of a key; `find` knows the key of an alias. */
function toId(named: string, place: EventPlace): string | undefined {
  if (isElsewhere(named, place)) return undefined;
  const arn = parseArn(named);
  if (!arn) return named;
  return arn.service === "kms" && /^(key|alias)\//.test(arn.resource) ? arn.resource.replace(/^key\//, "") : undefined;
}

/** A KMS key, named by its id; a replica of a multi-Region key is a key of its own. https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const kmsKey = defineCollector({
  type: "kms_key",
  title: "KMS key",
  scope: "regional",
  iam: ["kms:ListKeys"],
  findIam: ["kms:DescribeKey"],
  gone: ["NotFoundException"],
  base: z.object({ id: z.string().min(1), arn: z.string() }),
  async *list(aws) {
    const { KMSClient, paginateListKeys } = await sdk();
    for await (const page of paginateListKeys({ client: aws.client(KMSClient) }, { Limit: 1000 }))
      for (const { KeyId = "", KeyArn = "" } of page.Keys ?? []) yield { id: KeyId, arn: KeyArn };
  },
  // Takes an id, an ARN and the name of an alias. A key of another account, or an alias of one, is none of ours.
  async find(aws, id) {
    if (isElsewhere(id, aws)) return [];
    const { KMSClient, DescribeKeyCommand } = await sdk();
    const { KeyMetadata } = await aws.client(KMSClient).send(new DescribeKeyCommand({ KeyId: id }));
    const { KeyId = "", Arn = "" } = KeyMetadata ?? {};
    return isElsewhere(Arn, aws) ? [] : [{ id: KeyId, arn: Arn }];
  },
  aspects: {
    metadata: {
      iam: ["kms:DescribeKey"],
      schema: Metadata,
      async fetch(aws, { id }) {
        const { KMSClient, DescribeKeyCommand } = await sdk();
        const { KeyMetadata } = await aws.client(KMSClient).send(new DescribeKeyCommand({ KeyId: id }));
        const { KeyManager = "", KeyState = "", MultiRegionConfiguration } = KeyMetadata ?? {};
        return { managedBy: KeyManager, state: KeyState, multiRegion: MultiRegionConfiguration?.MultiRegionKeyType ?? null };
      },
    },
    /** Whether its material rotates by itself, and what decides whether it can. */
    rotation: {
      iam: ["kms:DescribeKey", "kms:GetKeyRotationStatus"],
      schema: KeyRotation,
      fetch: (aws, { id }) => readKeyRotation(aws, id),
    },
    policy: {
      iam: ["kms:GetKeyPolicy"],
      schema: PolicyDocument,
      async fetch(aws, { id }) {
        const { KMSClient, GetKeyPolicyCommand } = await sdk();
        const { Policy } = await aws.client(KMSClient).send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
        return parsePolicy(Policy ?? "");
      },
    },
    tags: {
      iam: ["kms:ListResourceTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { KMSClient, paginateListResourceTags } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListResourceTags({ client: aws.client(KMSClient) }, { KeyId: id, Limit: 50 }))
          for (const { TagKey = "", TagValue = "" } of page.Tags ?? []) tags[TagKey] = TagValue;
        return tags;
      },
    },
  },
  events: [
    // A replica gives such a record too, in its own region. https://docs.aws.amazon.com/kms/latest/developerguide/ct-replicate-key.html
    { source, name: "CreateKey", effect: "create", id: "responseElements.keyMetadata.keyId", toId },
    { source, name: "PutKeyPolicy", effect: "update", touches: ["policy"], id: keyId, toId },
    ...updates.map((name) => ({ source, name, effect: "update", touches: ["metadata"], id: keyId, toId }) as const),
    { source, name: "TagResource", effect: "update", touches: ["tags"], id: keyId, toId },
    { source, name: "UntagResource", effect: "update", touches: ["tags"], id: keyId, toId },
    { source, name: "DeleteKey", effect: "delete", id: ["resources[].ARN", "responseElements.keyId"], toId },
  ],
});

import type { Aws } from "@plumbline/audit-kit/define";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { s3Bucket as collector } from "@plumbline/collectors/s3_bucket";
import { accountRoot, arn } from "@plumbline/finding-model/arn";
import { type Expected, hyphened, type Kitchen, lacksOwnerTag, type Made, type Recipe } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-s3");
const client = async (aws: Aws) => aws.client((await sdk()).S3Client);
const always = (check: string): Expected => ({ check: `s3_bucket/${check}`, fromDays: 0 });

/** The buckets of this region that any run made. */
async function madeIn(aws: Aws): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id, region } of collector.list(aws)) if (region === aws.region && id.startsWith(hyphened)) found.push(id);
  return found;
}

/** The SDK itself names the client's region as the bucket's. ACLs mean something only while objects belong to their writers. */
async function create(aws: Aws, Bucket: string, present: readonly string[]): Promise<void> {
  const { CreateBucketCommand, DeletePublicAccessBlockCommand } = await sdk();
  const s3 = await client(aws);
  if (!present.includes(Bucket)) await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "ObjectWriter" }));
  // AWS makes every bucket with all of public access blocked.
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
}

async function openPolicy(aws: Aws, Bucket: string): Promise<void> {
  const { PutBucketPolicyCommand } = await sdk();
  const Resource = arn({ partition: aws.partition, service: "s3", resource: Bucket });
  const open = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "s3:GetBucketAcl", Resource };
  const own = { ...open, Sid: "Own", Principal: { AWS: accountRoot(aws) }, Action: "s3:*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Id: "kept", Statement: [own, open] });
  await (await client(aws)).send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

async function openAcl(aws: Aws, Bucket: string): Promise<void> {
  const { GetBucketAclCommand, PutBucketAclCommand } = await sdk();
  const s3 = await client(aws);
  const { Owner } = await s3.send(new GetBucketAclCommand({ Bucket }));
  const Grants = [
    { Grantee: { Type: "CanonicalUser" as const, ID: Owner?.ID }, Permission: "FULL_CONTROL" as const },
    { Grantee: { Type: "Group" as const, URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: "READ_ACP" as const },
  ];
  await s3.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy: { Owner, Grants } }));
}

/** AWS encrypts every bucket by itself; an emulator may not. */
async function encryptionFault(aws: Aws, id: string): Promise<readonly Expected[]> {
  const known = (await lookAtAspect(collector, aws, "encryption", [{ id }])).get(id);
  if (known?.failure) throw new Error(`reading the default encryption of ${id}: ${known.failure.message}`);
  return known?.value === null ? [always("enforces-sse")] : [];
}

const buckets = [
  { end: "policy", open: openPolicy, fails: [always("policy-grants-no-access")] },
  { end: "acl", open: openAcl, fails: [] },
] as const;

/** Two buckets: one with a policy that lets anyone read its ACL, beside a good statement that must stay, and one with an ACL that does. */
export const s3Bucket: Recipe = {
  name: "s3-bucket",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "anyone may read the access control lists of two empty buckets",
  async make({ aws, suffix }: Kitchen): Promise<readonly Made[]> {
    const present = await madeIn(aws);
    const made: Made[] = [];
    for (const { end, open, fails } of buckets) {
      const id = `${hyphened}-${suffix}-${end}`;
      await create(aws, id, present);
      await open(aws, id);
      const all = [
        always("not-public"),
        always("public-access-block"),
        always("enforces-tls"),
        ...fails,
        lacksOwnerTag("s3_bucket"),
        ...(await encryptionFault(aws, id)),
      ];
      made.push({ type: "s3_bucket", id, fails: all });
    }
    return made;
  },
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const { DeleteBucketCommand } = await sdk();
    const found = await madeIn(aws);
    for (const Bucket of found) await (await client(aws)).send(new DeleteBucketCommand({ Bucket }));
    return found;
  },
};

import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

const AccessKey = z.object({
  id: z.string().min(1),
  status: z.enum(["Active", "Inactive", "Expired"]),
  createdAt: z.iso.datetime(),
});
export type AccessKey = z.output<typeof AccessKey>;

/**
 * A user's access keys, and when each was last used, by key id; null for never. The use stands apart from the keys, since it goes on
 * between a plan and its application.
 */
export const AccessKeys = z.object({ keys: z.array(AccessKey), lastUsed: z.record(z.string(), z.iso.datetime().nullable()) });
export type AccessKeys = z.output<typeof AccessKeys>;

/** Reads the keys of a user in one call, and one more for the use of each. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export async function readAccessKeys(aws: Aws, userName: string): Promise<AccessKeys> {
  const { IAMClient, paginateListAccessKeys, GetAccessKeyLastUsedCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const keys: AccessKey[] = [];
  for await (const page of paginateListAccessKeys({ client }, { UserName: userName }))
    for (const { AccessKeyId, Status, CreateDate } of page.AccessKeyMetadata ?? [])
      keys.push(AccessKey.parse({ id: AccessKeyId, status: Status, createdAt: CreateDate?.toISOString() }));
  const uses = keys.map(async ({ id }): Promise<[string, string | null]> => {
    const { AccessKeyLastUsed } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }));
    return [id, AccessKeyLastUsed?.LastUsedDate?.toISOString() ?? null];
  });
  return { keys, lastUsed: Object.fromEntries(await Promise.all(uses)) };
}

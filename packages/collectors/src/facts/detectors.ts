import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-guardduty");

/** A GuardDuty detector, of which a region has one at most, and the account that administers it; statuses compare without case. */
export const Detector = z.object({
  id: z.string().min(1),
  status: z.string(),
  administrator: z.object({ account: z.string(), relationship: z.string() }).nullable(),
});
export type Detector = z.output<typeof Detector>;

/**
 * Reads the detectors of a region. AWS names no administrator to an account that stands alone, nor to the administrator itself.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetAdministratorAccount.html
 */
export async function readDetectors(aws: Aws): Promise<z.input<typeof Detector>[]> {
  const { GuardDutyClient, paginateListDetectors } = await sdk();
  const ids: string[] = [];
  for await (const page of paginateListDetectors({ client: aws.client(GuardDutyClient) }, { MaxResults: 50 }))
    ids.push(...(page.DetectorIds ?? []));
  return Promise.all(ids.map((id) => readDetector(aws, id)));
}

async function readDetector(aws: Aws, id: string): Promise<z.input<typeof Detector>> {
  const { GuardDutyClient, GetAdministratorAccountCommand, GetDetectorCommand } = await sdk();
  const client = aws.client(GuardDutyClient);
  const [{ Status = "" }, { Administrator }] = await Promise.all([
    client.send(new GetDetectorCommand({ DetectorId: id })),
    client.send(new GetAdministratorAccountCommand({ DetectorId: id })),
  ]);
  const { AccountId, RelationshipStatus = "" } = Administrator ?? {};
  return { id, status: Status, administrator: AccountId ? { account: AccountId, relationship: RelationshipStatus } : null };
}

import type { Facts } from "@plumbline/audit-kit/define";
import type { region } from "@plumbline/collectors/region";
import { daysSince } from "./age.ts";

type Status = Facts<typeof region, "recorderStatuses">["recorderStatuses"][number];

/** Why a recorder that records does so in vain; AWS says PENDING until the first delivery. */
export function faultOf({ lastStatus, lastStartedAt }: Status, now: Date): string | undefined {
  const status = lastStatus?.toLowerCase();
  const days = lastStartedAt === null ? Number.POSITIVE_INFINITY : daysSince(lastStartedAt, now);
  if (status === "success" || status === "notapplicable") return undefined;
  if (status === "pending") return days <= 1 ? undefined : "has been PENDING for more than 24 hours";
  return status === "failure" ? "failed last" : "does not say how it fared last";
}

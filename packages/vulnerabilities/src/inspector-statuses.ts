import type { Aws } from "@plumbline/aws-session/aws";
import { inGroups } from "./answered.ts";

/** Whether Inspector scans an account; `untold` where it does not say, as to who is not the account's administrator, or is on its way or suspended. */
export type InspectorStatus =
  | { readonly kind: "on" }
  | { readonly kind: "off"; readonly reason: string }
  | { readonly kind: "untold"; readonly reason: string };

const accountsOfCall = 100;
const on: ReadonlySet<string> = new Set(["ENABLED", "ENABLING"]);

/**
 * Asks Inspector in a region for the accounts that it scans, 100 a call: each of the accounts named has an answer. A delegated administrator may
 * name its members. Rejects with an AwsError. https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
 */
export async function inspectorStatuses(aws: Aws, accounts: readonly string[]): Promise<ReadonlyMap<string, InspectorStatus>> {
  const { BatchGetAccountStatusCommand, Inspector2Client } = await import("@aws-sdk/client-inspector2");
  const inspector = aws.client(Inspector2Client);
  const found = new Map<string, InspectorStatus>();
  const where = `account ${aws.account}, region ${aws.region}`;
  for (const accountIds of inGroups([...new Set(accounts)], accountsOfCall)) {
    const answer = await inspector.send(new BatchGetAccountStatusCommand({ accountIds }));
    const states = new Map(answer.accounts?.map(({ accountId, state }) => [accountId, state?.status]));
    const failures = new Map(answer.failedAccounts?.map((one) => [one.accountId, `${one.errorCode}: ${one.errorMessage}`]));
    for (const id of accountIds) {
      const failure = failures.get(id);
      const status = states.get(id);
      if (failure !== undefined || status === undefined)
        found.set(id, {
          kind: "untold",
          reason: `Inspector does not tell ${where} about account ${id}: ${failure ?? "it is not in the answer"}`,
        });
      else if (on.has(status)) found.set(id, { kind: "on" });
      else if (status === "DISABLED")
        found.set(id, { kind: "off", reason: `Inspector is off in account ${id}, region ${aws.region}: ${status}` });
      else found.set(id, { kind: "untold", reason: `Inspector is neither on nor off in account ${id}, region ${aws.region}: ${status}` });
    }
  }
  return found;
}

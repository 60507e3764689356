import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { AskCosts } from "./keep-costs.ts";

/** https://docs.aws.amazon.com/general/latest/gr/billing.html */
const regionOf = (partition: string): string => (partition === "aws-cn" ? "cn-northwest-1" : mainRegion(partition));

/**
 * Asks Cost Explorer what each account of the payer cost in a month so far; one request, and of its answer the first page alone, since the next
 * would be a request of its own. https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
export const askCostExplorer =
  (session: Session): AskCosts =>
  async ({ from, to }) => {
    const { CostExplorerClient, GetCostAndUsageCommand } = await import("@aws-sdk/client-cost-explorer");
    const aws = await session.connect({ account: session.callerAccount, region: regionOf(session.partition) });
    const { ResultsByTime = [], NextPageToken } = await aws.client(CostExplorerClient).send(
      new GetCostAndUsageCommand({
        ...{ TimePeriod: { Start: from, End: to }, Granularity: "MONTHLY", Metrics: ["UnblendedCost"] },
        GroupBy: [{ Type: "DIMENSION", Key: "LINKED_ACCOUNT" }],
      }),
    );
    const costs = ResultsByTime.flatMap(({ Groups = [] }) =>
      Groups.flatMap(({ Keys: [account] = [], Metrics }) => {
        const { Amount: amount, Unit: currency } = Metrics?.["UnblendedCost"] ?? {};
        return account !== undefined && amount !== undefined && currency !== undefined ? [{ account, amount, currency }] : [];
      }),
    );
    return { costs, isCut: NextPageToken !== undefined };
  };

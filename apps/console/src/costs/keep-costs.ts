import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";
import type { Costs, Services } from "../frame/services.ts";

/** What one request of the Cost Explorer API costs. https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/ */
export const priceOfRequest = "0.01 US dollars";

/** Days as `2026-06-01`, the end exclusive. */
export type AskCosts = (time: { from: string; to: string }) => Promise<{
  readonly costs: readonly { readonly account: string; readonly amount: string; readonly currency: string }[];
  /** There would be more, by another request. */
  readonly isCut: boolean;
}>;

interface Keeping {
  readonly payer: string;
  readonly now: Date;
  readonly ask: AskCosts;
  /** Told before the request, which costs. */
  tell(message: string): void;
}

const collector = { role: "collector", accounts: "all", subject: "console" } as const;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const monthOf = (at: Date): string => `${dayOf(at).slice(0, 7)}-01`;

/**
 * Asks what a payer's accounts cost and keeps it, unless that was asked on the same day (UTC) before, by whatever process. The day is claimed
 * before the request: one that fails is not made again that day either. Answers whether it asked.
 */
export async function keepCosts(store: IamStore, { payer, now, ask, tell }: Keeping): Promise<boolean> {
  const claimed = await store.as(collector, (transaction) =>
    transaction
      .insertInto("cost_requests")
      .values({ payer, day: dayOf(now), asked_at: now, failure: null })
      .onConflict((conflict) => conflict.columns(["payer", "day"]).doNothing())
      .executeTakeFirstOrThrow(),
  );
  if (claimed.numInsertedOrUpdatedRows !== 1n) return false;
  tell(`Cost Explorer is asked for the costs of payer ${payer}, which AWS charges with ${priceOfRequest}; not again today`);
  try {
    const { costs, isCut } = await ask({ from: monthOf(now), to: dayOf(new Date(now.getTime() + 86_400_000)) });
    const rows = costs.filter(({ account }) => /^\d{12}$/.test(account));
    await store.as(collector, async (transaction) => {
      for (const { account, amount, currency } of rows)
        await transaction
          .insertInto("account_costs")
          .values({ account_id: account, month: monthOf(now), payer, amount, currency, asked_at: now })
          .onConflict((conflict) => conflict.columns(["account_id", "month"]).doUpdateSet({ payer, amount, currency, asked_at: now }))
          .execute();
      if (isCut) await noteFailure(transaction, { payer, day: dayOf(now), failure: "there are more accounts than one request tells" });
    });
    if (isCut) tell("Cost Explorer told of some accounts alone: the others would be another request");
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    await store.as(collector, (transaction) => noteFailure(transaction, { payer, day: dayOf(now), failure }));
    tell(`Cost Explorer told nothing: ${failure}`);
  }
  return true;
}

type Work = Parameters<Parameters<IamStore["as"]>[1]>[0];
const noteFailure = (transaction: Work, { payer, day, failure }: { payer: string; day: string; failure: string }): Promise<unknown> =>
  transaction.updateTable("cost_requests").set({ failure }).where("payer", "=", payer).where(sql<boolean>`day = ${day}::date`).execute();

/** Reads what is kept of the month; an account that nobody told of has no cost here, which is not none. */
export const costsOf =
  (now: () => Date): NonNullable<Services["cost"]> =>
  async (transaction, accounts): Promise<Costs> => {
    const rows =
      accounts.length === 0
        ? []
        : await transaction
            .selectFrom("account_costs")
            .select(["account_id", "amount", "currency", "asked_at"])
            .where(sql<boolean>`month = ${monthOf(now())}::date`)
            .where("account_id", "in", [...accounts])
            .execute();
    const asked = rows
      .map(({ asked_at }) => asked_at.toISOString())
      .sort()
      .at(-1);
    const since = asked === undefined ? "not told yet" : `as told at ${asked.slice(0, 16).replace("T", " ")} UTC`;
    return {
      note: `Costs of this month so far, unblended, ${since}; each request costs ${priceOfRequest}.`,
      of: Object.fromEntries(rows.map(({ account_id, amount, currency }) => [account_id, `${Number(amount).toFixed(2)} ${currency}`])),
    };
  };
